/**
 * Asks subgraphs for what the cache does not have, and keeps what may be kept. What a subgraph answers is
 * known since a mark taken before it was asked, and stands only while nothing that it depends on has changed
 * since then. It looks nothing up.
 */
import { type CacheHint, readCacheHint } from './cache-hint.js';
import { fillCounter } from './cache-metrics.js';
import { flightKeyOf, identityOf, keyOfEntry, toBackground } from './entry-keys.js';
import type { Flight } from './flights.js';
import type { Entry } from './memory-store.js';
import { type Question, type ReaderParts, take } from './question.js';
import { restrictPolicy } from './response-policy.js';
import type { Mark } from './tombstones.js';

const maxRefreshes = 64;

export class CacheFiller {
  #refreshes = 0;

  constructor(readonly parts: ReaderParts) {}

  /** Joins those who are asking already and asks for the rest. */
  async obtain(question: Question, items: readonly number[], mark: Mark): Promise<void> {
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

  /** Asks anew, in the background, for what is being served although it is old. */
  refresh(question: Question, items: readonly number[], mark: Mark): void {
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

  /** Asks and keeps nothing. Never rejects. */
  async askOnly(question: Question, items: readonly number[]): Promise<void> {
    try {
      await this.#send(question, items);
    } catch (error) {
      question.run.errors.push(error);
    }
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
