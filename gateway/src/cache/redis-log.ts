/** The log of changes of gateways that share a Redis. While Redis is away nothing is served from the cache. */
import type { Logger } from '@tributary/service';
import type { Change } from './change.js';
import { lateCounter } from './cache-metrics.js';
import type { ChangeLog } from './change-log.js';
import type { RedisHistory } from './redis-history.js';
import type { Mark } from './tombstones.js';

const pauseAfterFaultMs = 250;
/** When a change cannot be told at once, it is tried again before the mutation is answered. */
const retryDelaysMs = [50, 150];
const maxUnsent = 1_000;

export class RedisLog implements ChangeLog {
  /** Asked for, not yet sent: whoever comes now is answered by it, too. */
  #next: Promise<Mark | undefined> | undefined;
  #running: Promise<Mark | undefined> | undefined;
  #awayUntil = 0;
  /** Changes that nobody else knows of; until they do, nothing is served here. */
  #unsent: Change[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(
    readonly history: RedisHistory,
    readonly logger: Logger,
    readonly disconnect: () => void,
  ) {}

  current(): Mark | undefined | Promise<Mark | undefined> {
    if (this.#unsent.length > 0 || Date.now() < this.#awayUntil) return undefined;
    if (this.#next) return this.#next;
    if (!this.#running) return this.#start();
    return (this.#next = this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    }));
  }

  async append(changes: readonly Change[]): Promise<void> {
    if (this.#unsent.length === 0)
      for (const delayMs of [...retryDelaysMs, undefined]) {
        if (await this.#send(changes)) return;
        if (delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, delayMs));
      }
    lateCounter.inc();
    this.logger.error(
      { changes: changes.length },
      'other gateways hear late of a change: no Redis',
    );
    this.#unsent = [...this.#unsent, ...changes];
    // Too many to keep apart are one: everything.
    if (this.#unsent.length > maxUnsent) this.#unsent = [{}];
    this.#retryLater();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.disconnect();
  }

  #start(): Promise<Mark | undefined> {
    const running = this.history.catchUp().catch(() => {
      this.#awayUntil = Date.now() + pauseAfterFaultMs;
      return undefined;
    });
    this.#running = running;
    void running.then(() => {
      if (this.#running === running) this.#running = undefined;
    });
    return running;
  }

  #send(changes: readonly Change[]): Promise<boolean> {
    return this.history.append(changes).then(
      () => true,
      () => false,
    );
  }

  #retryLater(): void {
    if (this.#isClosed || this.#timer) return;
    this.#timer = setTimeout(() => void this.#retry(), pauseAfterFaultMs).unref();
  }

  async #retry(): Promise<void> {
    const sent = this.#unsent;
    const isSent = await this.#send(sent);
    this.#timer = undefined;
    if (isSent)
      this.#unsent = this.#unsent === sent ? [] : this.#unsent.filter((one) => !sent.includes(one));
    if (this.#unsent.length > 0) this.#retryLater();
  }
}
