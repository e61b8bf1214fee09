import { appendEvents } from '@tributary/messaging';
import type { Transaction } from '../store.js';
import { type Environment, userEvent } from './environment.js';

/**
 * A guest has signed in: the guest ends here, and the services move what it had to the account. Does
 * nothing when the caller was no guest.
 */
export async function mergeGuest(
  env: Environment,
  tx: Transaction,
  guestId: string | null,
  userId: string,
): Promise<void> {
  if (guestId === null || guestId === userId) return;
  const guest = await tx.lockPerson(guestId);
  if (!guest?.isGuest) return;
  await tx.eraseAccount(guestId, env.now());
  await appendEvents(tx, [userEvent(env, 'GuestSignedIn', guestId, { guestId, userId })]);
}
