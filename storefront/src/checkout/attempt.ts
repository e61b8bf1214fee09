/**
 * One attempt to order has one idempotency key, also when the page is loaded again or the answer is lost: the
 * order is placed once. Another cart, address or payment is another attempt, and so is one after an answer.
 */
import { createKey } from '../api/idempotency.js';
import type { PlaceOrderInput } from '../generated/documents.js';

interface Attempt {
  /** What it is about, the cart included. */
  about: string;
  input: PlaceOrderInput;
}

const storageKey = 'checkout-attempt';

/** The order to place: the attempt under way when it is about the same, else a new one. */
export function beginAttempt(
  input: Omit<PlaceOrderInput, 'idempotencyKey'>,
  cart: unknown,
): PlaceOrderInput {
  const about = JSON.stringify([input, cart]);
  const kept = readAttempt();
  if (kept?.about === about) return kept.input;
  const attempt: Attempt = { about, input: { ...input, idempotencyKey: createKey() } };
  sessionStorage.setItem(storageKey, JSON.stringify(attempt));
  return attempt.input;
}

/** An order that was sent and never answered. */
export const unansweredOrder = (): PlaceOrderInput | undefined => readAttempt()?.input;

/** It was answered, one way or the other. */
export const endAttempt = (): void => sessionStorage.removeItem(storageKey);

function readAttempt(): Attempt | undefined {
  try {
    const text = sessionStorage.getItem(storageKey);
    return text ? (JSON.parse(text) as Attempt) : undefined;
  } catch {
    return undefined;
  }
}
