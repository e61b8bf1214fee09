/**
 * One running subscription: events of a subgraph in, results for one client out. It ends once, for one
 * reason; whoever writes to the client reads the reason and says it in the words of its protocol.
 */
import type { CodedError } from '@tributary/service';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import { EventQueue, type QueueLimits } from './event-queue.js';

export type Ending =
  /** Nothing more comes. */
  | { kind: 'complete' }
  /** Nothing more comes, and why. */
  | { kind: 'refused'; error: CodedError }
  /** The client may subscribe anew at once; it has done nothing wrong. */
  | { kind: 'reconnect' }
  /** The client went. */
  | { kind: 'left' };

/** A result as the client gets it. */
export interface StreamedResult {
  data?: unknown;
  errors?: readonly object[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

export interface EventStreamOptions {
  limits: QueueLimits;
  /** Makes a result of an event; a rejection ends the stream. */
  resolve: (answer: SubgraphAnswer) => Promise<StreamedResult>;
  /** In words for the client. */
  refuse: (error: CodedError) => StreamedResult;
  tooSlow: () => CodedError;
  /** Called once. */
  onEnd: (ending: Ending) => void;
}

export class EventStream implements AsyncIterableIterator<StreamedResult> {
  readonly #options: EventStreamOptions;
  readonly #queue: EventQueue<SubgraphAnswer>;
  readonly #listeners: ((ending: Ending) => void)[];
  #ending: Ending | undefined;
  #isRead = false;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#queue = new EventQueue(options.limits);
    this.#listeners = [options.onEnd];
  }

  /** Why it ended; undefined while it runs. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** An event for the client. One too many ends the stream. */
  push(answer: SubgraphAnswer, bytes: number): void {
    if (!this.#queue.push(answer, bytes))
      this.end({ kind: 'refused', error: this.#options.tooSlow() }, true);
  }

  /** @param drop whether what waits is dropped; else the client gets it first */
  end(ending: Ending, drop: boolean): void {
    if (this.#ending) return;
    this.#ending = ending;
    this.#queue.close(drop);
    for (const listener of this.#listeners.splice(0)) listener(ending);
  }

  /** To be told of the end at once, even while `next` is not being called. */
  onEnd(listener: (ending: Ending) => void): void {
    if (this.#ending) listener(this.#ending);
    else this.#listeners.push(listener);
  }

  /** Written by hand: a generator that waits for an event could not be returned before it comes. */
  async next(): Promise<IteratorResult<StreamedResult, undefined>> {
    const answer = await this.#queue.shift();
    if (answer) return { done: false, value: await this.#options.resolve(answer) };
    if (this.#ending?.kind !== 'refused' || this.#isRead) return { done: true, value: undefined };
    this.#isRead = true;
    return { done: false, value: this.#options.refuse(this.#ending.error) };
  }

  async return(): Promise<IteratorResult<StreamedResult, undefined>> {
    this.end({ kind: 'left' }, true);
    return { done: true, value: undefined };
  }

  async throw(): Promise<IteratorResult<StreamedResult, undefined>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
