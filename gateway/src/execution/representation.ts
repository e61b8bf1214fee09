/**
 * From an entity in the merged result to the JSON of its representation, as the plan's `requires` asks.
 * Where the selection is plain for a type, a generated function writes the text directly; else the
 * object is built as @apollo/gateway builds it.
 */
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { toJson } from './json-text.js';
import type { JsonObject } from './merge.js';
import type { PossibleTypes } from './possible-types.js';
import { createBuilder, nameOf, type Selections } from './representation-builder.js';
import { evaluate, literal } from './unsupported.js';

/** The JSON of the representation; undefined where this entity is not to be fetched. */
export type WriteRepresentation = (entity: JsonObject) => string | undefined;

type Requires = Pick<FetchNode, 'requires' | 'inputRewrites'>;

export interface RepresentationTools {
  possibleTypes: PossibleTypes;
  /** Applies the fetch's `inputRewrites` to a representation in place. */
  rewrite: (representation: JsonObject) => void;
}

export function compileRepresentation(
  fetch: Requires,
  tools: RepresentationTools,
): WriteRepresentation {
  const requires = fetch.requires ?? [];
  const build = createBuilder(tools.possibleTypes);
  checkNames(requires);
  const general: WriteRepresentation = (entity) => {
    const representation = build(entity, requires);
    if (!representation?.['__typename']) return undefined;
    tools.rewrite(representation);
    return JSON.stringify(representation);
  };
  const typename = constantTypename(fetch, tools.possibleTypes);
  return dispatch(requires, typename, { general, ...tools });
}

/** One function per group of types that the same fragments apply to. */
function dispatch(
  requires: Selections,
  typename: TypenameAt | undefined,
  { general, possibleTypes }: { general: WriteRepresentation; possibleTypes: PossibleTypes },
): WriteRepresentation {
  const isPlain = requires.every((one) => one.kind === 'InlineFragment' && one.typeCondition);
  if (!isPlain || !typename) return general;
  const fragments = requires as Extract<QueryPlanSelectionNode, { kind: 'InlineFragment' }>[];
  const types = new Set(fragments.flatMap((one) => possibleTypes(one.typeCondition!)));
  const cases = Array.from(types, (type) => {
    const applying = fragments.filter((one) => possibleTypes(one.typeCondition!).includes(type));
    const fields = unite(applying.map(({ selections }) => selections));
    const body = fields ? writeRoot(fields, typename(type)) : 'return general(o);';
    return `case ${JSON.stringify(type)}: {${body}}`;
  });
  const source = `return (o) => {switch (o.__typename) {${cases.join('')} default: return undefined;}};`;
  return evaluate<WriteRepresentation>(source, { general, toJson });
}

type TypenameAt = (type: string) => string;

/** What the rewrites make of `__typename`; undefined when they do anything besides. */
function constantTypename(
  { inputRewrites = [] }: Requires,
  possibleTypes: PossibleTypes,
): TypenameAt | undefined {
  const setters: { types: readonly string[]; value: string }[] = [];
  for (const rewrite of inputRewrites) {
    const [condition, field, ...rest] = rewrite.path;
    const isTypename = field === '__typename' && rest.length === 0;
    if (rewrite.kind !== 'ValueSetter' || !isTypename || !condition?.startsWith(fragmentPrefix))
      return undefined;
    const types = possibleTypes(condition.slice(fragmentPrefix.length));
    setters.push({ types, value: String(rewrite.setValueTo) });
  }
  return (type) =>
    setters.reduce((name, { types, value }) => (types.includes(name) ? value : name), type);
}

const fragmentPrefix = '... on ';

/** The fields of all fragments; undefined when they are not plain or do not fit together simply. */
function unite(fragments: readonly Selections[]): Selections | undefined {
  const fields = new Map<string, QueryPlanSelectionNode>();
  for (const selection of fragments.flat()) {
    if (selection.kind !== 'Field' || !isPlainDeep(selection)) return undefined;
    const name = selection.alias ?? selection.name;
    const known = fields.get(name);
    if (known && (hasSelections(known) || hasSelections(selection))) return undefined;
    fields.set(name, selection);
  }
  return fields.has('__typename') ? [...fields.values()] : undefined;
}

const hasSelections = (selection: QueryPlanSelectionNode): boolean =>
  selection.selections !== undefined;

const isPlainDeep = (selection: QueryPlanSelectionNode): boolean =>
  selection.kind === 'Field' && (selection.selections ?? []).every(isPlainDeep);

/** A field that is missing leaves it to the general way, which knows what that means. */
function writeRoot(fields: Selections, typename: string): string {
  let code = `let v, s = ${JSON.stringify(`{"__typename":${JSON.stringify(typename)}`)};`;
  for (const field of fields) {
    const name = nameOf(field);
    if (name === '__typename') continue;
    code += `v = o[${literal(name)}]; if (v === undefined) return general(o);`;
    code += `s += ${JSON.stringify(`,${JSON.stringify(name)}:`)} + ${valueOf(field, 'v')};`;
  }
  return `${code} return s + "}";`;
}

function valueOf(field: QueryPlanSelectionNode, variable: string): string {
  if (!field.selections) return `toJson(${variable})`;
  return `(${writeNested(field.selections)})(${variable})`;
}

/** `null` for what is no object or lacks a field, element by element in lists, as stock has it. */
function writeNested(fields: Selections): string {
  let code = `let v, s = "{";`;
  fields.forEach((field, index) => {
    const key = JSON.stringify(nameOf(field));
    code += `v = o[${literal(nameOf(field))}]; if (v === undefined) return "null";`;
    code += `s += ${JSON.stringify(`${index > 0 ? ',' : ''}${key}:`)} + ${valueOf(field, 'v')};`;
  });
  const object = `function object(o) {
    if (typeof o !== "object" || o === null || Array.isArray(o)) return "null"; ${code} return s + "}";
  }`;
  return `(value) => {${object}
    return Array.isArray(value) ? "[" + value.map(object).join(",") + "]" : object(value);}`;
}

function checkNames(selections: Selections): void {
  for (const selection of selections) {
    if (selection.kind === 'Field') literal(nameOf(selection));
    checkNames(selection.selections ?? []);
  }
}
