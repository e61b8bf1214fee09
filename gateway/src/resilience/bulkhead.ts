/**
 * How many requests one subgraph has at once: some run, some wait for their turn in order, the others are
 * refused at once. A slow subgraph so holds a bounded part of the gateway, and one that answers nobody is sent no
 * more than shows that: each request that hangs costs a connection and, in the end, an error.
 */
import type { Cancellable } from '../client-presence.js';
import { SubgraphFault } from '../subgraph-fault.js';

export interface BulkheadLimits {
  maxInFlight: number;
  maxQueued: number;
  /** When it counts as silent; it then gets no more than so many at once, until it answers one. */
  silence?: { inFlight: number; afterMs: number } | undefined;
}

/** What waits: it is told how to be cancelled, and when it can wait no longer. */
export interface Queued {
  stage: Cancellable | undefined;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  /** The fault of running out of time. */
  expired(): SubgraphFault;
}

export class Bulkhead {
  inFlight = 0;
  /** The last answer, or the request since which one is waited for. */
  #heardAt = 0;
  readonly #queue = new Set<Turn>();
  readonly #limits: BulkheadLimits;
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(limits: BulkheadLimits, now: () => number = Date.now) {
    this.#limits = limits;
    this.#now = now;
  }

  get queued(): number {
    return this.#queue.size;
  }

  /**
   * Takes a place, which `leave` gives back. Undefined when it was had at once.
   * @throws SubgraphFault overflow; the promise rejects with one when the wait ends otherwise
   */
  enter(request: Queued): Promise<void> | undefined {
    if (this.inFlight === 0) this.#heardAt = this.#now();
    if (this.#hasPlace) {
      this.inFlight++;
      return undefined;
    }
    if (this.#queue.size >= this.#limits.maxQueued) throw overflow;
    return new Promise((resolve, reject) => {
      const turn = new Turn(this.#queue, request, resolve, reject);
      request.stage = turn;
    });
  }

  /** To be told of each answer, before the place is given back. */
  hear(): void {
    this.#heardAt = this.#now();
  }

  /** Who has waited longest comes first. */
  leave(): void {
    this.inFlight--;
    for (const next of this.#queue) {
      if (!this.#hasPlace) return;
      this.inFlight++;
      next.come();
    }
  }

  get #hasPlace(): boolean {
    const { maxInFlight, silence } = this.#limits;
    if (this.inFlight >= maxInFlight) return false;
    const mayBeSilent = silence !== undefined && this.inFlight >= silence.inFlight;
    return !mayBeSilent || this.#now() - this.#heardAt < silence.afterMs;
  }

  /** Ends the waiting of all. */
  refuseQueued(fault: SubgraphFault): void {
    for (const turn of this.#queue) turn.end(fault);
  }
}

class Turn implements Cancellable {
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly queue: Set<Turn>,
    readonly request: Queued,
    readonly resolve: () => void,
    readonly reject: (fault: SubgraphFault) => void,
  ) {
    queue.add(this);
    this.#timer = setTimeout(expire, Math.max(0, request.endsAt - Date.now()), this);
  }

  come(): void {
    this.#leaveQueue();
    this.resolve();
  }

  end(fault: SubgraphFault): void {
    this.#leaveQueue();
    this.reject(fault);
  }

  cancel(fault: SubgraphFault): void {
    this.end(fault);
  }

  #leaveQueue(): void {
    clearTimeout(this.#timer);
    this.queue.delete(this);
    this.request.stage = undefined;
  }
}

function expire(turn: Turn): void {
  turn.end(turn.request.expired());
}

/** One for all: to refuse is to be cheap. */
const overflow = new SubgraphFault('overflow', 'was not asked: too many requests wait for it');
