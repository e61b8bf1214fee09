/**
 * Decides whether one instance is to be called. Closed: all calls pass and are counted. Open: none does.
 * Half open: one does, and its outcome decides. Cockatiel, which orders uses, lets the calls that come
 * while it is half open wait for that one, and knows no calls that ended for reasons of the caller's;
 * here a call is refused at once, or goes to another instance.
 */
import type { BreakerPolicy } from './policy.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

export interface BreakerTools {
  /** Milliseconds. */
  now?: () => number;
  /** Between 0 and 1. */
  random?: () => number;
  onChange?: (state: BreakerState) => void;
}

/** A call that ended for the caller's reasons says something of an instance if it waited as long. */
const notableWaitMs = 500;

export class CircuitBreaker {
  state: BreakerState = 'closed';
  /** When it closed again; negative infinity when it never was open. */
  closedAt = -Infinity;
  #retryAt = 0;
  #openings = 0;
  #failuresInARow = 0;
  #counts: Counts = { successes: 0, failures: 0, unanswered: 0 };
  #before: Counts = this.#counts;
  #countsEndAt = 0;
  readonly #policy: BreakerPolicy;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #onChange: (state: BreakerState) => void;

  constructor(policy: BreakerPolicy, tools: BreakerTools = {}) {
    this.#policy = policy;
    this.#now = tools.now ?? Date.now;
    this.#random = tools.random ?? Math.random;
    this.#onChange = tools.onChange ?? (() => {});
  }

  /** Whether it is open and has been so for long enough to let a call try. */
  get isProbeDue(): boolean {
    return this.state === 'open' && this.#now() >= this.#retryAt;
  }

  /** The next outcome that is told as a probe's decides. To be called only when a probe is due. */
  beginProbe(): void {
    this.#change('half-open');
  }

  /** @param isProbe whether the call was the one that `beginProbe` announced */
  succeed(isProbe = false): void {
    this.#failuresInARow = 0;
    if (this.state === 'closed') this.#current().successes++;
    else if (isProbe) this.#close();
  }

  /** @param weight as how many failures it counts */
  fail(isProbe = false, weight = 1): void {
    if (isProbe) this.#open();
    else if (this.state === 'closed') {
      this.#current().failures += weight;
      this.#failuresInARow += weight;
      this.#judge();
    }
  }

  /** The caller's time ran out, or he left: counts where nothing at all has been answered. */
  abandon(waitedMs: number, isProbe = false): void {
    if (isProbe) this.#change('open');
    else if (this.state === 'closed' && waitedMs >= notableWaitMs) {
      this.#current().unanswered++;
      this.#judge();
    }
  }

  #judge(): void {
    const { failurePercent, minCalls } = this.#policy;
    const successes = this.#counts.successes + this.#before.successes;
    const failures = this.#counts.failures + this.#before.failures;
    const unanswered = this.#counts.unanswered + this.#before.unanswered;
    const bad = successes === 0 ? failures + unanswered : failures;
    const all = successes + bad;
    const isShare = all >= minCalls && bad * 100 >= all * failurePercent;
    // Where much was answered just before, a sudden end would take long to become a share.
    if (isShare || this.#failuresInARow >= minCalls) this.#open();
  }

  #open(): void {
    const { openMs, maxOpenMs } = this.#policy;
    const waitMs = Math.min(maxOpenMs, openMs * 2 ** this.#openings++);
    this.#retryAt = this.#now() + waitMs * (0.75 + this.#random() / 2);
    this.#change('open');
  }

  #close(): void {
    this.closedAt = this.#now();
    this.#openings = 0;
    this.#countsEndAt = 0;
    this.#change('closed');
  }

  #change(state: BreakerState): void {
    this.state = state;
    this.#onChange(state);
  }

  /** The window is two halves, so that what is judged is never older than it. */
  #current(): Counts {
    const now = this.#now();
    if (now < this.#countsEndAt) return this.#counts;
    const half = this.#policy.windowMs / 2;
    this.#before = now < this.#countsEndAt + half ? this.#counts : noCounts;
    this.#counts = { successes: 0, failures: 0, unanswered: 0 };
    this.#countsEndAt = now + half;
    return this.#counts;
  }
}

interface Counts {
  successes: number;
  failures: number;
  unanswered: number;
}

const noCounts: Counts = Object.freeze({ successes: 0, failures: 0, unanswered: 0 });
