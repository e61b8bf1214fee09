import { usedTokensKeptMs } from '../domain/session-lifetime.js';
import type { Store } from '../store.js';

const dayMs = 24 * 3_600_000;
/** As far back as any throttle looks. */
const attemptsKeptMs = dayMs;
const endedSessionsKeptMs = 7 * dayMs;
const mailsKeptMs = 30 * dayMs;

/** Removes what is no longer needed. Safe to run at any time and more than once. */
export async function cleanUp(store: Store, now: Date): Promise<void> {
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await store.deleteOldAttempts(ago(attemptsKeptMs));
  await store.deleteEndedSessions(ago(endedSessionsKeptMs), ago(usedTokensKeptMs));
  await store.deleteExpiredMailedTokens(now);
  await store.deleteOldMails(ago(mailsKeptMs));
}
