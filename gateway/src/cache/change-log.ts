/** The order in which changes became known, to one process or to all that share a Redis. */
import type { Change } from './change.js';
import type { Mark, Tombstones } from './tombstones.js';

export interface ChangeLog {
  /**
   * A mark up to which every change has been applied here that any gateway had stated before the call;
   * undefined while that cannot be known: then nothing may be served from the cache.
   */
  current(): Mark | undefined | Promise<Mark | undefined>;
  /** Never rejects. Whoever asks `current` after it resolved knows of the changes. */
  append(changes: readonly Change[]): Promise<void>;
  close(): Promise<void>;
}

export type BuryChanges = (changes: readonly Change[], position: number) => void;

/** The log of a gateway that shares with no other. */
export function createOwnLog(tombstones: Tombstones, bury: BuryChanges): ChangeLog {
  let mark: Mark = { generation: tombstones.generation, position: 1 };
  return {
    current: () => mark,
    append: async (changes) => {
      mark = { ...mark, position: mark.position + 1 };
      bury(changes, mark.position);
    },
    close: async () => undefined,
  };
}
