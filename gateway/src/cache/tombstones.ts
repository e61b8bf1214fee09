/**
 * When each tag last changed, as positions in the log of changes. What was read from a subgraph at a
 * position is good as long as none of its tags changed after it, however late it arrives. Bounded: what
 * is forgotten raises the floor, and what was read before the floor counts as changed.
 */
import { LRUCache } from 'lru-cache';

/** A place in the history of changes. Marks of another generation are worth nothing. */
export interface Mark {
  readonly generation: number;
  readonly position: number;
}

const maxTags = 100_000;

export class Tombstones {
  readonly #changedAt: LRUCache<string, number>;
  #floor = 0;
  #generation = 0;

  constructor(max = maxTags) {
    this.#changedAt = new LRUCache<string, number>({
      max,
      dispose: (position, _tag, reason) => {
        if (reason === 'evict') this.#floor = Math.max(this.#floor, position);
      },
    });
  }

  get generation(): number {
    return this.#generation;
  }

  bury(tags: readonly string[], position: number): void {
    for (const tag of tags) {
      const known = this.#changedAt.peek(tag);
      if (known === undefined || known < position) this.#changedAt.set(tag, position);
    }
  }

  /** What was read before `position` counts as changed. */
  raiseFloor(position: number): void {
    this.#floor = Math.max(this.#floor, position);
  }

  /** Whether what was read at `mark` still stands. */
  stands(tags: readonly string[], { generation, position }: Mark): boolean {
    if (generation !== this.#generation || position < this.#floor) return false;
    for (const tag of tags) if ((this.#changedAt.get(tag) ?? 0) > position) return false;
    return true;
  }

  /** Forgets the history: nothing that was read before stands. */
  restart(): void {
    this.#generation++;
    this.#changedAt.clear();
    this.#floor = 0;
  }
}
