/** The places that a deferred part of a plan belongs to: their type, and the objects that are there. */
import {
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
} from 'graphql';
import { isObject, type JsonObject } from '../execution/merge.js';
import type { PossibleTypes } from '../execution/possible-types.js';

/** Response names and type conditions (`... on Type`), as the planner writes them; lists are left out. */
export type QueryPath = readonly string[];

const fragmentPrefix = '... on ';

export interface Selected {
  type: GraphQLNamedType;
  selections: readonly SelectionNode[];
}

export interface SelectionTools {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** The type that a path leads to; undefined when the operation has no such path. */
export function typeAt(
  root: Selected,
  path: QueryPath,
  tools: SelectionTools,
): GraphQLNamedType | undefined {
  let at: Selected | undefined = root;
  for (const element of path) {
    if (!at) return undefined;
    if (!element.startsWith(fragmentPrefix)) at = step(at, element, tools);
    else {
      const type = tools.schema.getType(element.slice(fragmentPrefix.length));
      at = type && { type, selections: at.selections };
    }
  }
  return at?.type;
}

/** All selections of that response name, for one name may be selected in several fragments. */
function step(from: Selected, name: string, tools: SelectionTools): Selected | undefined {
  let type: GraphQLNamedType | undefined;
  const found: SelectionNode[] = [];
  const visit = ({ type: parent, selections }: Selected): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if ((selection.alias ?? selection.name).value !== name) continue;
        if (!isObjectType(parent) && !isInterfaceType(parent)) continue;
        const field = parent.getFields()[selection.name.value];
        if (!field) continue;
        type ??= getNamedType(field.type);
        found.push(...(selection.selectionSet?.selections ?? []));
        continue;
      }
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : tools.fragments[selection.name.value];
      if (!inner) continue;
      const condition = inner.typeCondition && tools.schema.getType(inner.typeCondition.name.value);
      visit({ type: condition ?? parent, selections: inner.selectionSet.selections });
    }
  };
  visit(from);
  return type && { type, selections: found };
}

export interface Place {
  path: (string | number)[];
  /** What the subgraphs sent, with more in it than the client gets. */
  object: JsonObject;
}

/**
 * Makes the objects on the way to a path, where they were fetched but only hold what comes later: the
 * client puts it there. Null stays null.
 */
export function openWay(merged: JsonObject, given: JsonObject, path: QueryPath): void {
  const [name, ...rest] = path.filter((element) => !element.startsWith(fragmentPrefix));
  if (name === undefined) return;
  const raw = merged[name];
  if (given[name] === undefined && raw !== undefined) given[name] = emptied(raw);
  const open = (from: unknown, to: unknown): void => {
    if (Array.isArray(from) && Array.isArray(to)) from.forEach((item, at) => open(item, to[at]));
    else if (isObject(from) && isObject(to)) openWay(from, to, rest);
  };
  open(raw, given[name]);
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied);
  return isObject(value) ? {} : null;
}

/** The objects at a path that the client has been given: what became null takes nothing more. */
export function listPlaces(
  merged: JsonObject,
  delivered: JsonObject,
  path: QueryPath,
  possibleTypes: PossibleTypes,
): Place[] {
  const places: Place[] = [];
  const walk = (raw: unknown, given: unknown, depth: number, at: (string | number)[]): void => {
    if (Array.isArray(raw) && Array.isArray(given)) {
      raw.forEach((item, index) => walk(item, given[index], depth, [...at, index]));
      return;
    }
    if (!isObject(raw) || !isObject(given)) return;
    const element = path[depth];
    if (element === undefined) places.push({ path: at, object: raw });
    else if (!element.startsWith(fragmentPrefix))
      walk(raw[element], given[element], depth + 1, [...at, element]);
    else if (isOfType(raw, element.slice(fragmentPrefix.length), possibleTypes))
      walk(raw, given, depth + 1, at);
  };
  walk(merged, delivered, 0, []);
  return places;
}

function isOfType(object: JsonObject, condition: string, possibleTypes: PossibleTypes): boolean {
  const typename = object['__typename'];
  return typeof typename !== 'string' || possibleTypes(condition).includes(typename);
}
