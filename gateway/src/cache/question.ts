/** What is asked of the cache, and what it is made of. */
import type { GatewayContext } from '../context.js';
import type { Run } from '../execution/run.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { CachedFetch } from './cached-fetch.js';
import type { ChangeLog } from './change-log.js';
import type { Flights } from './flights.js';
import type { Entry, MemoryStore } from './memory-store.js';
import { restrictPolicy } from './response-policy.js';
import type { SharedStore } from './shared-store.js';
import type { Tombstones } from './tombstones.js';

export interface ReaderParts {
  memory: MemoryStore;
  shared: SharedStore | undefined;
  log: ChangeLog;
  tombstones: Tombstones;
  flights: Flights;
  /** Longest time after its age that an entry is served while it is fetched anew. */
  staleMs: number;
  /** How long a fetch in the background may take. */
  refreshTimeoutMs: number;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Question {
  fetch: CachedFetch;
  run: Pick<Run, 'context' | 'errors'>;
  /** What tells the items apart, with the variables; without identity. */
  items: readonly string[];
  representations: readonly (string | undefined)[];
  ask: (items: readonly number[], context: GatewayContext) => Promise<SubgraphAnswer>;
  /** The values of the items that were asked for. @throws where there are not as many */
  read: (data: Record<string, unknown>, count: number) => readonly unknown[];
  tellErrors: (items: readonly number[], errors: readonly unknown[]) => void;
  /** Filled in: by item, what is known of it. */
  values: unknown[];
}

/** Answers an item with an entry. */
export function take({ run, values }: Question, index: number, entry: Entry, now: number): void {
  values[index] = JSON.parse(entry.text);
  restrictPolicy(run.context, {
    maxAgeMs: Math.max(0, entry.expiresAt - now),
    isPrivate: entry.isPrivate,
  });
}
