/**
 * Answers a fetch item by item: from memory, from Redis, from another request that is asking, and the
 * rest from the subgraph in one call. An item is an entity, or all the data of a fetch of root fields.
 *
 * Two rules keep it right. Everything is looked up at a mark, up to which all changes are known. What a
 * subgraph answers is known since a mark taken before it was asked, and stands only while nothing that it
 * depends on has changed since then.
 */
import type { GatewayContext } from '../context.js';
import type { Run } from '../execution/run.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { type CacheHint, readCacheHint } from './cache-hint.js';
import { fillCounter } from './cache-metrics.js';
import type { CachedFetch } from './cached-fetch.js';
import { flightKeyOf, identityOf, keyOfEntry, keysOf, toBackground } from './entry-keys.js';
import type { ChangeLog } from './change-log.js';
import type { Flight, Flights } from './flights.js';
import type { Entry, MemoryStore } from './memory-store.js';
import { restrictPolicy } from './response-policy.js';
import type { SharedStore } from './shared-store.js';
import type { Mark, Tombstones } from './tombstones.js';

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

const maxRefreshes = 64;

export class CacheReader {
  #refreshes = 0;

  constructor(readonly parts: ReaderParts) {}

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
      return this.#askOnly(question, all);
    }
    const open = this.#takeFromMemory(question, all, mark);
    if (open.length === 0) return undefined;
    return this.parts.shared
      ? this.#takeFromShared(question, open, mark)
      : this.#obtain(question, open, mark);
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
    this.#refresh(question, old, mark);
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
    if (rest.length > 0) await this.#obtain(question, rest, mark);
  }

  /** Joins those who are asking already and asks for the rest. */
  async #obtain(question: Question, items: readonly number[], mark: Mark): Promise<void> {
    const { fetch, run } = question;
    const joined: { index: number; flight: Flight }[] = [];
    const own: number[] = [];
    for (const index of items) {
      const key = flightKeyOf(question.fetch, question.items[index]!, question.run.context);
      const flight = key === undefined ? undefined : this.parts.flights.find(key);
      if (flight) joined.push({ index, flight });
      else own.push(index);
    }
    if (own.length > 0) fetch.outcomes.miss.inc(own.length);
    const asking = own.length > 0 ? this.#ask(question, own, mark) : undefined;
    const left: number[] = [];
    const leftMs = run.context.deadlineAt - Date.now();
    for (const { index, flight } of joined) {
      const entry = await within(leftMs, flight.landing);
      const isMine = entry && (!entry.isPrivate || flight.identity === identityOf(run.context));
      if (isMine) take(question, index, entry, this.parts.now());
      else left.push(index);
    }
    if (joined.length > left.length) fetch.outcomes.joined.inc(joined.length - left.length);
    if (left.length > 0) fetch.outcomes.miss.inc(left.length);
    await asking;
    if (left.length > 0) await this.#ask(question, left, mark);
  }

  #refresh(question: Question, items: readonly number[], mark: Mark): void {
    const due = items.filter((index) => {
      const key = flightKeyOf(question.fetch, question.items[index]!, question.run.context);
      return key !== undefined && !this.parts.flights.find(key);
    });
    if (due.length === 0 || this.#refreshes >= maxRefreshes) return;
    const context = toBackground(question.run.context, Date.now() + this.parts.refreshTimeoutMs);
    const apart: Question = {
      ...question,
      run: { context, errors: [] },
      tellErrors: () => undefined,
      values: [],
    };
    this.#refreshes++;
    void this.#ask(apart, due, mark).finally(() => this.#refreshes--);
  }

  /** Asks the subgraph, and keeps what may be kept. Never rejects. */
  async #ask(question: Question, items: readonly number[], mark: Mark): Promise<void> {
    const { fetch, run, representations } = question;
    const identity = identityOf(run.context);
    const flights = items.map((index) => {
      const key = flightKeyOf(question.fetch, question.items[index]!, question.run.context);
      const tags = fetch.tagsOf(representations[index]);
      const end =
        key === undefined ? undefined : this.parts.flights.begin(key, { tags, mark, identity });
      return { index, tags, end };
    });
    try {
      const { answer, hint } = await this.#send(question, items);
      const mayKeep = hint && answer.data && !answer.errors && !(hint.isPrivate && !identity);
      for (const { index, tags, end } of flights) {
        const text = mayKeep ? JSON.stringify(question.values[index] ?? null) : undefined;
        if (text === undefined) continue;
        const entry = this.#toEntry({ text, tags, mark, hint: hint! });
        this.#keep(question, index, entry);
        end?.(entry);
      }
    } catch (error) {
      run.errors.push(error);
    } finally {
      for (const { end } of flights) end?.(undefined);
    }
  }

  async #askOnly(question: Question, items: readonly number[]): Promise<void> {
    try {
      await this.#send(question, items);
    } catch (error) {
      question.run.errors.push(error);
    }
  }

  async #send(question: Question, items: readonly number[]) {
    const { fetch, run } = question;
    const answer = await question.ask(items, run.context);
    const hint = answer.errors ? undefined : readCacheHint(answer.cacheControl);
    fetch.learn(hint);
    restrictPolicy(run.context, hint);
    if (answer.errors) question.tellErrors(items, answer.errors);
    if (answer.data) {
      const values = question.read(answer.data, items.length);
      items.forEach((index, position) => (question.values[index] = values[position]));
    }
    return { answer, hint };
  }

  #toEntry(known: { text: string; tags: readonly string[]; mark: Mark; hint: CacheHint }): Entry {
    const { hint, ...rest } = known;
    const expiresAt = this.parts.now() + hint.maxAgeMs;
    const staleMs = hint.staleMs ?? Math.min(this.parts.staleMs, hint.maxAgeMs);
    return { ...rest, isPrivate: hint.isPrivate, expiresAt, staleUntil: expiresAt + staleMs };
  }

  #keep({ fetch, items, run }: Question, index: number, entry: Entry): void {
    const stands = this.parts.tombstones.stands(entry.tags, entry.mark);
    const outcome = stands ? 'stored' : 'refused';
    fillCounter.inc({ subgraph: fetch.subgraph, outcome });
    if (!stands) return;
    const key = keyOfEntry(items[index]!, entry.isPrivate, run.context);
    this.parts.memory.set(key, entry);
    this.parts.shared?.set(key, entry);
  }
}

function take({ run, values }: Question, index: number, entry: Entry, now: number): void {
  values[index] = JSON.parse(entry.text);
  restrictPolicy(run.context, {
    maxAgeMs: Math.max(0, entry.expiresAt - now),
    isPrivate: entry.isPrivate,
  });
}

/** Undefined when the time is over. */
function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, undefined);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
