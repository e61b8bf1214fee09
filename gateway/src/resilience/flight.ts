/**
 * One call to a subgraph while it is under way, over all its attempts: who waits for it, until when, and how
 * it is ended when nobody does any more. Equal queries of one caller share a flight.
 */
import type { Cancellable, Departing } from '../client-presence.js';
import type { SubgraphCall } from '../execution/subgraph.js';
import type { SubgraphAnswer } from '../subgraph-answer.js';
import type { SubgraphDeadline } from '../subgraph-deadline.js';
import { SubgraphFault } from '../subgraph-fault.js';
import { isSameCaller } from '../subgraph-headers.js';
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
  /** Another flight with the same body. */
  next: Flight | undefined;
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

/** The queries under way, by what they ask. */
export class Flights {
  readonly #byBody = new Map<string, Flight>();

  /** One that asks the same for the same caller, and ends before `endsAt`, so that it keeps nobody waiting. */
  find(body: string, headers: readonly string[], endsAt: number): Flight | undefined {
    let flight = this.#byBody.get(body);
    while (flight) {
      const isOver = flight.isAbandoned || flight.endsAt > endsAt;
      if (!isOver && isSameCaller(flight.headers, headers)) return flight;
      flight = flight.next;
    }
    return undefined;
  }

  add(flight: Flight): void {
    const { body } = flight.call;
    flight.next = this.#byBody.get(body);
    this.#byBody.set(body, flight);
  }

  delete(flight: Flight): void {
    const { body } = flight.call;
    let other = this.#byBody.get(body);
    if (other === flight) {
      if (flight.next) this.#byBody.set(body, flight.next);
      else this.#byBody.delete(body);
      return;
    }
    while (other && other.next !== flight) other = other.next;
    if (other) other.next = flight.next;
  }
}
