/** One fetch of a compiled plan as the cache knows it: whether keeping its answers pays, and their keys. */
import { createHash } from 'node:crypto';
import type { CacheHint } from './cache-hint.js';
import { readCounter } from './cache-metrics.js';
import type { TagsOf } from './dependencies.js';

/** So many answers in a row that may not be kept end the looking. */
const patience = 32;

export class CachedFetch {
  /** Some answers were for everybody, some for one caller: only where they were is looked. */
  seesPublic = false;
  seesPrivate = false;
  #credit = 0;
  readonly outcomes;

  /** The subgraph and the operation, as a digest that is the same in every gateway. */
  readonly id: string;

  constructor(
    readonly subgraph: string,
    operation: string,
    readonly tagsOf: TagsOf,
  ) {
    const named = JSON.stringify([subgraph, operation]);
    this.id = createHash('sha256').update(named).digest('base64url').slice(0, 24);
    const count = (outcome: string) => readCounter.labels({ subgraph, outcome });
    this.outcomes = {
      hit: count('hit'),
      shared: count('shared'),
      stale: count('stale'),
      joined: count('joined'),
      miss: count('miss'),
      bypassed: count('bypassed'),
    };
  }

  /** Whether one of the last answers could be kept. */
  get isWorthwhile(): boolean {
    return this.#credit > 0;
  }

  learn(hint: CacheHint | undefined): void {
    if (!hint) {
      if (this.#credit > 0) this.#credit--;
      return;
    }
    this.#credit = patience;
    if (hint.isPrivate) this.seesPrivate = true;
    else this.seesPublic = true;
  }
}
