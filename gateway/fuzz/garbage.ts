/** Spoils answers the way broken subgraphs do. */
import { hash } from './random.js';

interface Corruption {
  seed: number;
  /** What values are replaced with. */
  values: readonly unknown[];
}

/** Some values in it are replaced. The same value at the same place is always replaced alike. */
export function corrupt<T>(value: T, { seed, values }: Corruption): T {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => {
    const draw = hash(seed, key);
    if (draw % 13 === 0) return [key, structuredClone(values[hash(draw) % values.length])];
    return [key, corrupt(member as unknown, { seed: draw, values })];
  });
  const copy: unknown = Array.isArray(value)
    ? entries.map(([, member]) => member)
    : Object.fromEntries(entries);
  return copy as T;
}

/** A wrong number of entities, or no list of them, or one that is none. @param keys by entity */
export function spoilEntities(entities: unknown[], seed: number, keys: readonly number[]): unknown {
  switch (seed % 12) {
    case 0:
      return entities.slice(1);
    case 1:
      return [...entities, null];
    case 2:
      return 'none';
    case 3:
      return undefined;
    case 4:
      return entities.map((entity, index) => (keys[index]! % 3 === 0 ? 'text' : entity));
    default:
      return entities;
  }
}
