/**
 * What waits between a subgraph that sends events and a client that reads them: bounded in number for
 * each client, and in bytes for each client and for the process.
 */

/** Bytes that wait in all queues of the process. */
export interface QueueBudget {
  used: number;
  readonly max: number;
}

export interface QueueLimits {
  length: number;
  bytes: number;
  budget: QueueBudget;
}

interface Waiting<T> {
  value: T;
  bytes: number;
}

/** One reader, one writer. */
export class EventQueue<T> {
  readonly #limits: QueueLimits;
  readonly #items: Waiting<T>[] = [];
  #bytes = 0;
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** False when there is no room for it; then it is not taken. */
  push(value: T, bytes: number): boolean {
    if (this.#isClosed) return true;
    const { length, bytes: maxBytes, budget } = this.#limits;
    const isFirst = this.#items.length === 0;
    const fits = this.#items.length < length && this.#bytes + bytes <= maxBytes;
    if ((!fits && !isFirst) || budget.used + bytes > budget.max) return false;
    this.#items.push({ value, bytes });
    this.#count(bytes);
    this.#wake?.();
    return true;
  }

  /** The oldest value, once there is one; undefined when the queue is closed and empty. */
  async shift(): Promise<T | undefined> {
    while (this.#items.length === 0 && !this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const item = this.#items.shift();
    if (item) this.#count(-item.bytes);
    return item?.value;
  }

  /** Nothing more comes; what is there can be read, unless it is to be dropped. */
  close(drop: boolean): void {
    this.#isClosed = true;
    if (drop) {
      this.#items.length = 0;
      this.#count(-this.#bytes);
    }
    this.#wake?.();
  }

  #count(bytes: number): void {
    this.#bytes += bytes;
    this.#limits.budget.used += bytes;
  }
}
