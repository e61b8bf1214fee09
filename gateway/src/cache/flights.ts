/** What subgraphs are being asked just now, so that nobody asks for the same at the same time. */
import type { Entry } from './memory-store.js';
import type { Mark, Tombstones } from './tombstones.js';

export interface Flight {
  readonly tags: readonly string[];
  /** When it began. */
  readonly mark: Mark;
  /** The identity that it was asked with. */
  readonly identity: string;
  /** Undefined where the answer is not to be shared. Never rejects. */
  readonly landing: Promise<Entry | undefined>;
}

export class Flights {
  readonly #flights = new Map<string, Flight>();

  constructor(readonly tombstones: Tombstones) {}

  /** One that began after the last change of what it asks for. */
  find(key: string): Flight | undefined {
    const flight = this.#flights.get(key);
    return flight && this.tombstones.stands(flight.tags, flight.mark) ? flight : undefined;
  }

  /** Registers a flight; the returned function ends it. */
  begin(key: string, flight: Omit<Flight, 'landing'>): (entry: Entry | undefined) => void {
    let land!: (entry: Entry | undefined) => void;
    const landing = new Promise<Entry | undefined>((resolve) => (land = resolve));
    const begun: Flight = { ...flight, landing };
    this.#flights.set(key, begun);
    return (entry) => {
      if (this.#flights.get(key) === begun) this.#flights.delete(key);
      land(entry);
    };
  }
}
