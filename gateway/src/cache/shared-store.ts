/** Entries that several gateways share. Whatever it answers is still to be held against the changes. */
import type { Entry } from './memory-store.js';

export interface SharedStore {
  /** In the order of the keys. Never rejects: what cannot be had is not there. */
  get(keys: readonly string[]): Promise<(Entry | undefined)[]>;
  /** Not waited for. */
  set(key: string, entry: Entry): void;
}
