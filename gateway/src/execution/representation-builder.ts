/** The representation of an entity as an object, built as @apollo/gateway's executeSelectionSet does. */
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObject, type JsonObject, merge } from './merge.js';
import type { PossibleTypes } from './possible-types.js';
import { Unsupported } from './unsupported.js';

export type Selections = readonly QueryPlanSelectionNode[];

/** The name in the result. */
export const nameOf = (selection: QueryPlanSelectionNode): string => {
  if (selection.kind !== 'Field') throw new Unsupported('a fragment where a field should be');
  return selection.alias ?? selection.name;
};

/** The built function answers null where a field is missing. */
export function createBuilder(possibleTypes: PossibleTypes) {
  const build = (source: unknown, selections: Selections): JsonObject | null => {
    if (source === null) return null;
    const read = source as JsonObject;
    const result: JsonObject = {};
    for (const selection of selections) {
      if (selection.kind === 'Field') {
        const name = nameOf(selection);
        if (!isObject(source) || read[name] === undefined) return null;
        result[name] = valueAt(read[name], selection.selections);
      } else if (selection.typeCondition && isObject(source)) {
        const types = possibleTypes(selection.typeCondition);
        if (!types.includes(read['__typename'] as string)) continue;
        const part = build(source, selection.selections);
        if (part) merge(result, part);
      }
    }
    return result;
  };
  const valueAt = (value: unknown, selections: Selections | undefined): unknown => {
    if (!selections) return value;
    return Array.isArray(value)
      ? value.map((element) => build(element, selections))
      : build(value, selections);
  };
  return build;
}
