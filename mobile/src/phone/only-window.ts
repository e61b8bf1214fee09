/**
 * One window of the app at a time: two would trade the same refresh token, which ends the session. The window that
 * was opened last goes on; the one before is told.
 */
import { createValue } from '../state/value.js';

/** Whether the app was opened in another window since. */
export const takenOver = createValue(false);

export function beOnlyWindow(): void {
  const forGood = () => new Promise<never>(() => undefined);
  navigator.locks.request('window', { steal: true }, forGood).catch(() => takenOver.set(true));
}
