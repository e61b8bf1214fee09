/** Puts the entities that a subgraph sent where they belong: one answer may have several owners. */
import type { FetchPlace, FetchTools } from './fetch-tools.js';
import { clone, isObject, type JsonObject, merge } from './merge.js';

/** @throws where there are not as many as were asked for */
export function readEntities(data: JsonObject, count: number): unknown[] {
  const received = data['_entities'];
  if (!Array.isArray(received))
    throw new Error('Expected "data._entities" in response to be an array');
  if (received.length !== count)
    throw new Error(`Expected "data._entities" to contain ${count} elements`);
  return received;
}

interface Asked {
  entities: readonly JsonObject[];
  slots: readonly number[];
  count: number;
}

/**
 * Owners of one representation share what they received, except where another fetch may yet write:
 * there each gets a copy.
 */
export function createMergeEntities({ node, isWrittenAgain }: FetchPlace, { rewrite }: FetchTools) {
  const { outputRewrites } = node;
  return ({ entities, slots, count }: Asked, received: readonly unknown[]): void => {
    const mayShare = !isWrittenAgain || count === entities.length;
    const isTaken: boolean[] = [];
    for (let index = 0; index < entities.length; index++) {
      const slot = slots[index]!;
      const value = slot < 0 ? null : received[slot];
      if (!value) continue;
      if (!isObject(value))
        throw new TypeError('Expected an entity in the response to be an object');
      const entity = entities[index]!;
      if (!isTaken[slot]) {
        value['__typename'] ||= entity['__typename'];
        if (outputRewrites) rewrite(outputRewrites, value);
      }
      const isFirst = mayShare || !isTaken[slot];
      isTaken[slot] = true;
      merge(entity, isFirst ? value : clone(value));
    }
  };
}
