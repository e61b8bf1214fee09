/**
 * Tells the log of failing operations. A cause is told at once when it comes up; while it goes on, once a
 * second how often: a dependency that is down fails thousands of operations alike, and a line for each would
 * cost more than they do. Metrics count every one; that is not done here.
 */
import { AsyncResource } from 'node:async_hooks';
import type { Logger } from './logger.js';

export interface Failure {
  cause: unknown;
  code: string;
  path?: readonly (string | number)[] | undefined;
  requestId?: string | undefined;
  /** Which one failed, where it was another service. */
  service?: string | undefined;
}

type Level = 'warn' | 'error';

interface Repeated {
  level: Level;
  failure: Failure;
  times: number;
  requestIds: string[];
}

const quietMs = 1_000;
/** Causes that are told apart; what else comes up meanwhile is counted together. */
const maxCauses = 100;
const maxRequestIds = 20;
const maxMessageLength = 200;

/** Timers of its own belong to no request: what they log is not to carry the id of one. */
const outside = new AsyncResource('failure-log');

export class FailureLog {
  readonly #logger: Logger;
  readonly #quietMs: number;
  readonly #known = new Map<string, Repeated>();
  #timer: NodeJS.Timeout | undefined;

  constructor(logger: Logger, intervalMs = quietMs) {
    this.#logger = logger;
    this.#quietMs = intervalMs;
  }

  tell(level: Level, failure: Failure): void {
    const own = keyOf(failure);
    const isKept = this.#known.has(own) || this.#known.size < maxCauses;
    const key = isKept ? own : others;
    const known = this.#known.get(key);
    if (known) return count(known, failure.requestId);
    this.#known.set(key, { level, failure, times: 0, requestIds: [] });
    this.#startTimer();
    const { cause, ...rest } = failure;
    this.#logger[level]({ err: cause, ...rest }, 'operation failed');
  }

  /** Tells what was only counted so far. Causes that did not come again are forgotten. */
  flush(): void {
    for (const [key, known] of this.#known) {
      if (known.times === 0) this.#known.delete(key);
      else this.#tellRepeated(key, known);
    }
    if (this.#known.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #startTimer(): void {
    this.#timer ??= outside.runInAsyncScope(() =>
      setInterval(() => this.flush(), this.#quietMs).unref(),
    );
  }

  #tellRepeated(key: string, known: Repeated): void {
    const { level, failure, times, requestIds } = known;
    const { code, service } = failure;
    const named = { code, ...(service !== undefined && { service }) };
    const what = key === others ? {} : { ...named, cause: messageOf(failure.cause) };
    this.#logger[level]({ ...what, times, requestIds }, 'operation failed again');
    known.times = 0;
    known.requestIds = [];
  }
}

const others = 'others';

function count(known: Repeated, requestId: string | undefined): void {
  known.times++;
  if (requestId !== undefined && known.requestIds.length < maxRequestIds)
    known.requestIds.push(requestId);
}

const keyOf = ({ code, service, cause }: Failure): string =>
  `${code} ${service} ${messageOf(cause)}`;

function messageOf(cause: unknown): string {
  return String(cause instanceof Error ? cause.message : cause).slice(0, maxMessageLength);
}
