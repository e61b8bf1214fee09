/** Randomness that a seed repeats, and hashes that do not depend on the order of questions. */

export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** Some of them, in their order, at least one. */
  some<T>(from: readonly T[]): T[];
}

/** mulberry32 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)]!,
    some(from) {
      const picked = from.filter(() => next() < 0.5);
      return picked.length > 0 ? picked : [from[below(from.length)]!];
    },
  };
}

/** FNV-1a with a final mix, of all parts. */
export function hash(...parts: readonly unknown[]): number {
  let value = 0x811c9dc5;
  for (const part of parts) {
    for (const character of `${String(part)}\u0001`)
      value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return (value ^ (value >>> 13)) >>> 0;
}
