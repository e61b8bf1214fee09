import { usedTokensKeptMs } from '../domain/session-lifetime.js';
import { appendEvents } from '@tributary/messaging';
import type { Store } from '../store.js';
import { type EventEnvironment, userEvent } from './environment.js';

const dayMs = 24 * 3_600_000;
/** As far back as any throttle looks. */
const attemptsKeptMs = dayMs;
const endedSessionsKeptMs = 7 * dayMs;
const mailsKeptMs = 30 * dayMs;
/** A guest is erased this long after nobody could be that guest any more. */
const lapsedGuestsKeptMs = 30 * dayMs;
const guestsPerBatch = 100;

/** Removes what is no longer needed. Safe to run at any time and more than once. */
export async function cleanUp(
  store: Store,
  env: EventEnvironment,
  signal?: AbortSignal,
): Promise<void> {
  const now = env.now();
  const ago = (ms: number) => new Date(now.getTime() - ms);
  await store.deleteOldAttempts(ago(attemptsKeptMs));
  await store.deleteEndedSessions(ago(endedSessionsKeptMs), ago(usedTokensKeptMs));
  await store.deleteExpiredMailedTokens(now);
  await store.deleteOldMails(ago(mailsKeptMs));
  while ((await eraseGuests(store, env, ago(lapsedGuestsKeptMs))) === guestsPerBatch)
    if (signal?.aborted) return;
}

/** As an account that is closed: erased here, and elsewhere when UserErased arrives. */
function eraseGuests(store: Store, env: EventEnvironment, endedBefore: Date): Promise<number> {
  return store.transaction(async (tx) => {
    const ids = await tx.lockLapsedGuests(endedBefore, guestsPerBatch);
    for (const id of ids) await tx.eraseAccount(id, env.now());
    const erased = ids.map((userId) => userEvent(env, 'UserErased', userId, { userId }));
    await appendEvents(tx, erased);
    return ids.length;
  });
}
