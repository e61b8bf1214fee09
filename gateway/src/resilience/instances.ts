/**
 * The instances of one subgraph and which of them is asked next: of two drawn at random the one with fewer
 * requests. One whose breaker is open is left out; one that came back gets its share little by little.
 */
import type { BreakerPolicy } from './policy.js';
import type { CircuitBreaker } from './circuit-breaker.js';

/** What the choice is made by. */
export interface Choosable {
  readonly breaker: CircuitBreaker | undefined;
  readonly pending: number;
}

export interface Choice<I> {
  instance: I;
  /** Its outcome decides whether the instance is back. */
  isProbe: boolean;
}

export interface ChoiceTools {
  now?: () => number;
  /** Between 0 and 1. */
  random?: () => number;
}

/** The share that one gets right after it came back. */
const firstShare = 0.1;

export class Instances<I extends Choosable> {
  readonly #now: () => number;
  readonly #random: () => number;

  constructor(
    readonly all: readonly I[],
    readonly breaker: BreakerPolicy | false,
    tools: ChoiceTools = {},
  ) {
    this.#now = tools.now ?? Date.now;
    this.#random = tools.random ?? Math.random;
  }

  /** Whether there is one that may be asked. */
  get isAvailable(): boolean {
    return this.all.some(mayBeAsked);
  }

  /**
   * Undefined when none may be asked.
   * @param avoid has just failed; it is taken only when it is the only one
   * @param mayProbe whether the call may be spent on finding out if an instance is back
   */
  choose(avoid: I | undefined, mayProbe: boolean): Choice<I> | undefined {
    const only = this.all[0]!;
    if (this.all.length === 1 && isClosed(only)) return { instance: only, isProbe: false };
    const closed = this.all.filter(isClosed);
    const due = this.all.find((instance) => instance.breaker?.isProbeDue);
    if (due && (closed.length === 0 || (mayProbe && due !== avoid))) {
      due.breaker!.beginProbe();
      return { instance: due, isProbe: true };
    }
    const fresh = closed.length > 1 ? closed.filter((instance) => instance !== avoid) : closed;
    return fresh.length > 0 ? { instance: this.#draw(fresh), isProbe: false } : undefined;
  }

  /** For what lasts, and is no call to try with: one that is well while there is one, otherwise any. */
  chooseLasting(avoid: I | undefined): I {
    const closed = this.all.filter(isClosed);
    const eligible = closed.length > 0 ? closed : this.all;
    const others = eligible.filter((instance) => instance !== avoid);
    return this.#draw(others.length > 0 ? others : eligible);
  }

  #draw(from: readonly I[]): I {
    const first = this.#drawByShare(from);
    const second = this.#drawByShare(from);
    return second.pending < first.pending ? second : first;
  }

  #drawByShare(from: readonly I[]): I {
    const drawn = this.#drawOne(from);
    const share = this.#shareOf(drawn);
    return share === 1 || this.#random() < share ? drawn : this.#drawOne(from);
  }

  #drawOne(from: readonly I[]): I {
    return from[Math.floor(this.#random() * from.length)]!;
  }

  #shareOf({ breaker }: I): number {
    if (!this.breaker || !breaker || breaker.closedAt === -Infinity) return 1;
    const sinceMs = this.#now() - breaker.closedAt;
    const { returnMs } = this.breaker;
    return sinceMs >= returnMs ? 1 : firstShare + (1 - firstShare) * (sinceMs / returnMs);
  }
}

const isClosed = ({ breaker }: Choosable): boolean => !breaker || breaker.state === 'closed';

const mayBeAsked = (instance: Choosable): boolean =>
  isClosed(instance) || instance.breaker!.isProbeDue;
