/** The time between two attempts, which ends when nobody waits for the answer any more. */
import type { Cancellable } from '../client-presence.js';
import type { SubgraphFault } from '../subgraph-fault.js';
import { departed, type Flight } from './flight.js';

/** Rejects with SubgraphFault departed. */
export function pauseBetween(flight: Flight, pauseMs: number): Promise<void> {
  if (flight.isAbandoned) return Promise.reject(departed);
  return new Promise((resolve, reject) => {
    flight.stage = new Pause(flight, pauseMs, resolve, reject);
  });
}

class Pause implements Cancellable {
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly flight: Flight,
    pauseMs: number,
    readonly resolve: () => void,
    readonly reject: (fault: SubgraphFault) => void,
  ) {
    this.#timer = setTimeout(() => this.#end(this.resolve), pauseMs);
  }

  cancel(fault: SubgraphFault): void {
    clearTimeout(this.#timer);
    this.#end(() => this.reject(fault));
  }

  #end(tell: () => void): void {
    this.flight.stage = undefined;
    tell();
  }
}
