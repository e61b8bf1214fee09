/**
 * Answers a fetch item by item: from memory, from Redis, and the rest through the filler, from another
 * request that is asking or from the subgraph in one call. An item is an entity, or all the data of a fetch
 * of root fields. Everything is looked up at a mark, up to which all changes are known.
 */
import { CacheFiller } from './cache-filler.js';
import { keysOf } from './entry-keys.js';
import type { Entry } from './memory-store.js';
import { type Question, type ReaderParts, take } from './question.js';
import type { Mark } from './tombstones.js';

export class CacheReader {
  readonly #filler: CacheFiller;

  constructor(readonly parts: ReaderParts) {
    this.#filler = new CacheFiller(parts);
  }

  /** Undefined when all was there at once. */
  answer(question: Question): Promise<void> | undefined {
    const mark = this.parts.log.current();
    if (!(mark instanceof Promise)) return this.#answerAt(mark, question);
    return mark.then((known) => this.#answerAt(known, question));
  }

  #answerAt(mark: Mark | undefined, question: Question): Promise<void> | undefined {
    const all = question.items.map((_item, index) => index);
    if (!mark) {
      question.fetch.outcomes.bypassed.inc(all.length);
      return this.#filler.askOnly(question, all);
    }
    const open = this.#takeFromMemory(question, all, mark);
    if (open.length === 0) return undefined;
    return this.parts.shared
      ? this.#takeFromShared(question, open, mark)
      : this.#filler.obtain(question, open, mark);
  }

  /** Answers which items are missing. */
  #takeFromMemory(question: Question, items: readonly number[], mark: Mark): number[] {
    const { fetch } = question;
    const now = this.parts.now();
    const missing: number[] = [];
    const old: number[] = [];
    for (const index of items) {
      const entry = this.#find(question, index, now);
      if (!entry) missing.push(index);
      else {
        take(question, index, entry, now);
        if (entry.expiresAt <= now) old.push(index);
      }
    }
    const found = items.length - missing.length - old.length;
    if (found > 0) fetch.outcomes.hit.inc(found);
    if (old.length === 0) return missing;
    fetch.outcomes.stale.inc(old.length);
    this.#filler.refresh(question, old, mark);
    return missing;
  }

  #find(question: Question, index: number, now: number): Entry | undefined {
    const { memory, tombstones } = this.parts;
    for (const key of keysOf(question.fetch, question.items[index]!, question.run.context)) {
      const entry = memory.get(key);
      if (!entry) continue;
      if (entry.staleUntil > now && tombstones.stands(entry.tags, entry.mark)) return entry;
      memory.delete(key);
    }
    return undefined;
  }

  async #takeFromShared(question: Question, open: readonly number[], mark: Mark): Promise<void> {
    const { memory, shared, tombstones, now } = this.parts;
    const wanted = open.flatMap((index) =>
      keysOf(question.fetch, question.items[index]!, question.run.context).map((key) => ({
        index,
        key,
      })),
    );
    const found = await shared!.get(wanted.map(({ key }) => key));
    const answered = new Set<number>();
    found.forEach((entry, position) => {
      const { index, key } = wanted[position]!;
      if (!entry || answered.has(index) || entry.expiresAt <= now()) return;
      if (!tombstones.stands(entry.tags, entry.mark)) return;
      memory.set(key, entry);
      take(question, index, entry, now());
      answered.add(index);
    });
    if (answered.size > 0) question.fetch.outcomes.shared.inc(answered.size);
    const rest = open.filter((index) => !answered.has(index));
    if (rest.length > 0) await this.#filler.obtain(question, rest, mark);
  }
}
