/** Entries in this process, the least used going first; bounded by bytes. */
import { LRUCache } from 'lru-cache';
import type { Mark } from './tombstones.js';

/** What a subgraph said, as JSON text: nobody can change it. */
export interface Entry {
  text: string;
  /** Everything that it depends on. */
  tags: readonly string[];
  /** Since when it is known. */
  mark: Mark;
  isPrivate: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
  /** Until then it may be served while it is fetched anew. */
  staleUntil: number;
}

export interface MemoryStore {
  get(key: string): Entry | undefined;
  set(key: string, entry: Entry): void;
  delete(key: string): void;
  clear(): void;
  readonly bytes: number;
  readonly size: number;
}

/** What an entry costs beside its texts, measured roughly. */
const overheadBytes = 300;

export function createMemoryStore(maxBytes: number): MemoryStore {
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: Math.max(1, Math.floor(maxBytes / 8)),
    sizeCalculation: sizeOf,
  });
  return {
    get: (key) => entries.get(key),
    /** What was read earlier does not replace what was read later. */
    set(key, entry) {
      const known = entries.peek(key);
      const isOlder =
        known?.mark.generation === entry.mark.generation &&
        known.mark.position > entry.mark.position;
      if (!isOlder) entries.set(key, entry);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    get bytes() {
      return entries.calculatedSize;
    },
    get size() {
      return entries.size;
    },
  };
}

/** Two bytes a character, which is the most that a text takes. */
function sizeOf({ text, tags }: Entry, key: string): number {
  const tagLength = tags.reduce((sum, tag) => sum + tag.length, 0);
  return overheadBytes + 2 * (text.length + key.length + tagLength);
}
