/**
 * What a service or an operator says has changed, and the tags that stand for it. An entry carries the
 * tags of everything that it may depend on; a change of any of them ends it.
 */
import { z } from 'zod';

/**
 * No subgraph: everything. No type: all of the subgraph. No key: all entities of the type. `key` holds
 * the fields of one @key.
 */
export interface Change {
  subgraph?: string | undefined;
  type?: string | undefined;
  key?: Readonly<Record<string, string | number | boolean>> | undefined;
}

const name = z.string().min(1).max(200);
const keyValue = z.union([z.string().max(1_000), z.number(), z.boolean()]);

const change = z
  .strictObject({
    subgraph: name.optional(),
    type: name.optional(),
    key: z
      .record(name, keyValue)
      .refine((key) => Object.keys(key).length > 0)
      .optional(),
  })
  .refine(({ subgraph, type, key }) => (subgraph ?? !type) && (type ?? !key), {
    message: '`type` needs `subgraph`, and `key` needs `type`',
  });

export const maxChanges = 1_000;

/** A list of changes from outside, 1,000 at most. */
export const changeList = z.array(change).max(maxChanges);

/** What a subgraph states of itself: it speaks of nobody else. */
export const ownChangeList = z
  .array(z.strictObject({ type: name, key: z.record(name, keyValue).optional() }))
  .max(maxChanges);

export const tagOf = {
  all: '*',
  subgraph: (subgraph: string) => subgraph,
  /** Any change in the subgraph. */
  anyIn: (subgraph: string) => `${subgraph}\n*`,
  /** A change of all entities of the type. */
  type: (subgraph: string, type: string) => `${subgraph}\n${type}`,
  /** Any change of an entity of the type. */
  anyOf: (subgraph: string, type: string) => `${subgraph}\n${type}\n*`,
  entity: (subgraph: string, type: string, key: string) => `${subgraph}\n${type}\n${key}`,
  /** A change of an entity that was named by other key fields than these. */
  namedOtherwise: (subgraph: string, type: string, fields: string) =>
    `${subgraph}\n${type}\n~${fields}`,
};

/** The names of key fields in one order. */
export const joinFields = (fields: readonly string[]): string => [...fields].sort().join(' ');

/** The text of a key, the same whatever the order of its fields; an id is the same as text and number. */
export function writeKey(
  fields: readonly string[],
  key: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify([...fields].sort().map((field) => [field, String(key[field])]));
}

/** What the graph knows of types, for changes that name them. */
export interface TypeFacts {
  /** The interfaces that the type implements. */
  interfacesOf: (type: string) => readonly string[];
  /** The sets of key fields of the type, each joined. */
  keySetsOf: (type: string) => readonly string[];
}

/** The tags that a change ends. */
export function tagsOfChange({ subgraph, type, key }: Change, facts: TypeFacts): string[] {
  if (subgraph === undefined) return [tagOf.all];
  if (type === undefined) return [tagOf.subgraph(subgraph)];
  const tags = [tagOf.anyIn(subgraph), tagOf.anyOf(subgraph, type)];
  for (const one of facts.interfacesOf(type))
    tags.push(tagOf.type(subgraph, one), tagOf.anyOf(subgraph, one));
  if (!key) return [...tags, tagOf.type(subgraph, type)];
  const fields = Object.keys(key);
  tags.push(tagOf.entity(subgraph, type, writeKey(fields, key)));
  const named = joinFields(fields);
  const others = facts.keySetsOf(type).filter((set) => set !== named);
  return [...tags, ...others.map((set) => tagOf.namedOtherwise(subgraph, type, set))];
}
