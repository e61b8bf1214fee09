/** Writes to Stripe under idempotency keys, and what a saved answer is good for. */
import { isDecline, isReplayedFault } from './faults.js';

/** Makes a request under the idempotency key it is given. */
export type KeyedRequest<T> = (idempotencyKey: string) => Promise<T>;

export interface OnceOptions {
  /** Becomes part of the key of a second try. */
  createId: () => string;
  /** Whether a saved error may be asked past; a decline never is. */
  mayAskAnew?: (error: unknown) => boolean;
}

/**
 * Stripe saves the first answer to a key for 24 hours, errors too: a fault of an hour ago would be
 * repeated to us all day. So a saved error counts as old news and the request is made once more under
 * a key of its own. Only for what is harmless to do twice, such as anything that moves one intent.
 */
export async function once<T>(
  key: string,
  request: KeyedRequest<T>,
  { createId, mayAskAnew = () => true }: OnceOptions,
): Promise<T> {
  try {
    return await request(key);
  } catch (error) {
    if (!isReplayedFault(error) || isDecline(error) || !mayAskAnew(error)) throw error;
    return request(`${key}:${createId()}`);
  }
}
