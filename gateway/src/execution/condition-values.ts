/** The variables of @skip and @include in an operation, and what a request makes of them. */
import {
  type Directive,
  isVariable,
  type Operation,
  type Schema,
  type Selection,
  type SelectionSet,
} from '@apollo/federation-internals';
import type { Variables } from './fetch-body.js';
import { literal, Unsupported } from './unsupported.js';

/** By name of the variable. */
export type ConditionValues = ReadonlyMap<string, boolean>;
export type Conditions = Pick<ConditionValues, 'get'>;

export function isSkipped(selection: Selection, schema: Schema, values: Conditions): boolean {
  const { skip, include } = conditionsOf(selection, schema);
  return (
    (skip !== undefined && valueOf(skip, values)) ||
    (include !== undefined && !valueOf(include, values))
  );
}

function conditionsOf({ element }: Selection, schema: Schema) {
  return {
    skip: element.appliedDirectivesOf(schema.skipDirective())[0] as Directive | undefined,
    include: element.appliedDirectivesOf(schema.includeDirective())[0] as Directive | undefined,
  };
}

function valueOf(directive: Directive, values: Conditions): boolean {
  const value: unknown = directive.arguments()['if'];
  return isVariable(value) ? values.get(value.name)! : (value as boolean);
}

/** Values of a request. @throws TypeError on being asked for one that it does not have */
export function readConditions(operation: Operation, variables: Variables): Conditions {
  const defaults = operation.collectDefaultedVariableValues() as Record<string, unknown>;
  return {
    get(name) {
      const value = variables?.[name] === undefined ? defaults[name] : variables[name];
      if (typeof value === 'boolean') return value;
      throw new TypeError(`The variable "${name}" of a condition has no value.`);
    },
  };
}

/** In the order in which they first occur. */
export function findConditionVariables(operation: Operation): string[] {
  const found = new Set<string>();
  eachSelection(operation.selectionSet, (selection) => {
    const { skip, include } = conditionsOf(selection, operation.schema());
    for (const directive of [skip, include]) {
      const value: unknown = directive?.arguments()['if'];
      if (isVariable(value)) found.add(value.name);
    }
  });
  return [...found];
}

/** @throws Unsupported for fields that no subgraph answers or whose names cannot be read safely */
export function checkFields({ selectionSet }: Operation): void {
  eachSelection(selectionSet, ({ kind, element }) => {
    if (kind !== 'FieldSelection') return;
    if (element.definition.isSchemaIntrospectionField()) throw new Unsupported('introspection');
    literal(element.responseName());
  });
}

/** Each selection once, also those of fragments that are spread many times. */
function eachSelection(root: SelectionSet, visit: (selection: Selection) => void): void {
  const seen = new Set<SelectionSet>();
  const walk = (set: SelectionSet): void => {
    if (seen.has(set)) return;
    seen.add(set);
    for (const selection of set.selections()) {
      visit(selection);
      if (selection.selectionSet) walk(selection.selectionSet);
    }
  };
  walk(root);
}

/** Undefined when one of them is no boolean. */
export function readConditionValues(
  names: readonly string[],
  defaults: Readonly<Record<string, unknown>>,
  variables: Variables,
): ConditionValues | undefined {
  const values = new Map<string, boolean>();
  for (const name of names) {
    const given = variables?.[name];
    const value = given === undefined ? defaults[name] : given;
    if (typeof value !== 'boolean') return undefined;
    values.set(name, value);
  }
  return values;
}
