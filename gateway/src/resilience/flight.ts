/**
 * One call to a subgraph while it is under way, over all its attempts: who waits for it, until when, and how
 * it is ended when nobody does any more. Equal queries of one caller share a flight.
 */
import type { Cancellable, Departing } from '../client-presence.js';
import type { SubgraphCall } from '../execution/subgraph.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { SubgraphDeadline } from '../subgraph-deadline.js';
import { SubgraphFault } from '../subgraph-fault.js';
import type { SubgraphResponse } from '../subgraph-request.js';

export interface Arrival {
  /** For the one who asked first. Who takes it changes it. */
  answer: SubgraphAnswer;
  /** For the others to read anew. */
  response: SubgraphResponse;
}

export class Flight implements Departing {
  /** What it does just now. */
  stage: Cancellable | undefined;
  /** Whether nobody waits for it any more. */
  isAbandoned = false;
  arrival: Promise<Arrival> | undefined;
  #waiting = 1;

  constructor(
    readonly call: SubgraphCall,
    readonly headers: string[],
    readonly deadline: SubgraphDeadline,
  ) {}

  get endsAt(): number {
    return this.deadline.endsAt;
  }

  expired(): SubgraphFault {
    return new SubgraphFault(
      this.deadline.reason,
      'was not asked: the time ran out before its turn',
    );
  }

  /** Another one waits, until the returned one leaves. */
  join(): Departing {
    this.#waiting++;
    return { leave: () => this.leave() };
  }

  leave(): void {
    if (--this.#waiting > 0) return;
    this.isAbandoned = true;
    this.stage?.cancel(departed);
  }
}

/** One for all: to leave is nobody's fault. */
export const departed = new SubgraphFault('departed', 'is not waited for: the client has left');
