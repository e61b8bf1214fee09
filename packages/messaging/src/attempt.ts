/** One attempt at something that a handler does: its time, and the signal that ends with it. */
import { withDeadline } from './deadline.js';

/**
 * Runs `work` with a deadline. `signal` makes the signal of the attempt when it is first asked for,
 * because most handlers never do: it aborts when `stop` does and when the attempt has failed.
 * @throws Error when the time is up; the work itself may go on
 */
export async function attemptWithin<T>(
  timeoutMs: number,
  stop: AbortSignal,
  work: (signal: () => AbortSignal) => Promise<T>,
): Promise<T> {
  let expiry: AbortController | undefined;
  let signal: AbortSignal | undefined;
  let failure: { error: unknown } | undefined;
  const open = () => {
    if (signal) return signal;
    expiry = new AbortController();
    if (failure) expiry.abort(failure.error);
    return (signal = AbortSignal.any([stop, expiry.signal]));
  };
  try {
    const late = () => new Error(`The handler did not finish in ${timeoutMs} ms.`);
    return await withDeadline(work(open), timeoutMs, late);
  } catch (error) {
    failure = { error };
    expiry?.abort(error);
    throw error;
  }
}
