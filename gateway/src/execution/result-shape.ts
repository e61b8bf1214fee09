/** What a response holds at each place, worked out from the operation for one value of its conditions. */
import {
  type CompositeType,
  type FieldSelection,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type NamedType,
  type ObjectType,
  possibleRuntimeTypes,
  type Schema,
  type SelectionSet,
  type Type,
} from '@apollo/federation-internals';
import { type ConditionValues, isSkipped } from './condition-values.js';
import { Unsupported } from './unsupported.js';

export interface ResponseField {
  name: string;
  /** `__typename` needs no value. */
  isTypename: boolean;
  types: Type[];
  selectionSets: SelectionSet[];
}

/** The fields of an object of `type`, merged by response name, in the order of their first mention. */
export function collectFields(
  type: ObjectType,
  selectionSets: readonly SelectionSet[],
  schema: Schema,
  values: ConditionValues,
): ResponseField[] {
  const fields = new Map<string, ResponseField>();
  const walk = (set: SelectionSet): void => {
    for (const selection of set.selections()) {
      if (isSkipped(selection, schema, values)) continue;
      if (selection.kind === 'FieldSelection') {
        addField(fields, selection);
        continue;
      }
      const condition = selection.element.typeCondition;
      if (condition && !includes(condition, type)) continue;
      walk(selection.selectionSet);
    }
  };
  for (const set of selectionSets) walk(set);
  return [...fields.values()];
}

const includes = (condition: CompositeType, type: ObjectType): boolean =>
  possibleRuntimeTypes(condition).some(({ name }) => name === type.name);

function addField(fields: Map<string, ResponseField>, { element, selectionSet }: FieldSelection) {
  const name = element.responseName();
  const definition = element.definition;
  if (definition.isSchemaIntrospectionField()) throw new Unsupported('introspection');
  const isTypename = element.name === '__typename';
  const known = fields.get(name) ?? { name, isTypename, types: [], selectionSets: [] };
  fields.set(name, known);
  known.types.push(definition.type!);
  if (selectionSet && !known.selectionSets.includes(selectionSet))
    known.selectionSets.push(selectionSet);
}

/** The type of a value in the response. */
export type ValueShape = { isNonNull: boolean } & (
  | { kind: 'list'; of: ValueShape }
  | { kind: 'leaf'; type: NamedType }
  | { kind: 'object'; types: readonly ObjectType[]; isAbstract: boolean }
);

/** One shape that satisfies all of the types with which fields of one response name were selected. */
export function uniteTypes(types: readonly Type[]): ValueShape {
  const isNonNull = types.some(isNonNullType);
  const bare = types.map((type) => (isNonNullType(type) ? type.ofType : type));
  const lists = bare.filter(isListType);
  if (lists.length > 0) {
    if (lists.length < bare.length) throw new Unsupported('a field that is and is no list');
    return { isNonNull, kind: 'list', of: uniteTypes(lists.map((list) => list.ofType as Type)) };
  }
  const first = bare[0] as NamedType;
  if (!isCompositeType(first)) return { isNonNull, kind: 'leaf', type: first };
  return { isNonNull, kind: 'object', ...uniteObjects(bare as CompositeType[]) };
}

function uniteObjects(types: readonly CompositeType[]) {
  const first = types[0]!;
  const isOne = types.every(({ name }) => name === first.name);
  const possible = possibleRuntimeTypes(first).filter((type) =>
    types.every((other) => includes(other, type)),
  );
  return { types: possible, isAbstract: !isOne || !isObjectType(first) };
}
