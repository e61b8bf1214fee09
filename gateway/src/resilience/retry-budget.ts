/** How many calls may be made a second time: a share of the first ones, so that retries end no subgraph. */

/** What may be spent at once, after a quiet time. */
const maxSaved = 10;

export class RetryBudget {
  readonly #share: number;
  #saved = maxSaved;

  constructor(percent: number) {
    this.#share = percent / 100;
    if (percent === 0) this.#saved = 0;
  }

  /** To be told of each first attempt. */
  earn(): void {
    if (this.#saved < maxSaved) this.#saved += this.#share;
  }

  /** Whether another attempt may be made; it is then counted. */
  spend(): boolean {
    // Shares are no binary fractions: five times 0.2 may be a little less than 1.
    if (this.#saved < 0.999_999) return false;
    this.#saved -= 1;
    return true;
  }
}
