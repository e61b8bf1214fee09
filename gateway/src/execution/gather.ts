/** From the entities at a place of the result to what is asked of a subgraph: each distinct one once. */
import type { FetchNode } from '@apollo/query-planner';
import type { FetchTools } from './fetch-tools.js';
import type { JsonObject } from './merge.js';
import { compileRepresentation } from './representation.js';

export interface Gathered {
  /** The JSON of the distinct representations, separated by commas. */
  text: string;
  /** The index of its representation, by entity; -1 where it has none. */
  slots: number[];
  count: number;
}

/** @param texts where given, takes the representations one by one */
export type Gather = (entities: readonly JsonObject[], texts?: string[]) => Gathered;

/** A rewrite may make entities of different types alike; their answers are to be kept apart. */
export function createGather(node: FetchNode, tools: FetchTools): Gather {
  const { inputRewrites } = node;
  const rewrite = (value: JsonObject) => tools.rewrite(inputRewrites, value);
  const write = compileRepresentation(node, { possibleTypes: tools.possibleTypes, rewrite });
  const keyOf = inputRewrites
    ? (text: string, entity: JsonObject) => `${String(entity['__typename'])} ${text}`
    : (text: string) => text;
  return (entities, texts) => {
    if (entities.length === 1) {
      const text = write(entities[0]!);
      if (text === undefined) return nothing;
      texts?.push(text);
      return { text, slots: [0], count: 1 };
    }
    const known = new Map<string, number>();
    const slots: number[] = [];
    let all = '';
    for (const entity of entities) {
      const text = write(entity);
      if (text === undefined) {
        slots.push(-1);
        continue;
      }
      const key = keyOf(text, entity);
      const slot = known.get(key) ?? known.size;
      slots.push(slot);
      if (slot !== known.size) continue;
      known.set(key, slot);
      texts?.push(text);
      all += slot === 0 ? text : `,${text}`;
    }
    return { text: all, slots, count: known.size };
  };
}

const nothing: Gathered = { text: '', slots: [], count: 0 };
