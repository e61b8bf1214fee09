/**
 * What the load was told and what it must never be told. The judge compares it with the books: an
 * order that a client holds an answer for exists, and none exists that nobody asked for.
 */
export interface Told {
  /** Idempotency keys that were sent, with their buyers. */
  asked: Map<string, string>;
  /** Order ids by idempotency key, from answers. */
  accepted: Map<string, string>;
  /** Keys whose last word was that nothing was ordered. */
  refused: Set<string>;
  /** Units that staff booked in, by SKU: only what was answered. */
  received: Map<string, number>;
  /** Things that no client may ever see. */
  violations: string[];
  /** Answers by what they were, for the summary. */
  answers: Map<string, number>;
}

export const createTold = (): Told => ({
  asked: new Map(),
  accepted: new Map(),
  refused: new Set(),
  received: new Map(),
  violations: [],
  answers: new Map(),
});

export function count(told: Told, answer: string): void {
  told.answers.set(answer, (told.answers.get(answer) ?? 0) + 1);
}

/** Notes an accepted order. The same key must always give the same order. */
export function accept(told: Told, key: string, orderId: string): void {
  const earlier = told.accepted.get(key);
  if (earlier !== undefined && earlier !== orderId)
    told.violations.push(`Key ${key} was answered with two orders: ${earlier} and ${orderId}.`);
  if (told.refused.delete(key))
    told.violations.push(`Key ${key} was refused and then answered with order ${orderId}.`);
  told.accepted.set(key, orderId);
}

export function refuse(told: Told, key: string): void {
  if (told.accepted.has(key)) told.violations.push(`Key ${key} has an order and was refused.`);
  else told.refused.add(key);
}
