/**
 * One window of the app at a time: two would trade the same refresh token, which ends the session. The window that
 * was opened last goes on; the one before is told.
 */
export function beOnlyWindow(onTakenOver: () => void): void {
  const forGood = () => new Promise<never>(() => undefined);
  navigator.locks.request('window', { steal: true }, forGood).catch(onTakenOver);
}
