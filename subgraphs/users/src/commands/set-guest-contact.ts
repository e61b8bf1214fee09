import { appendEvents } from '@tributary/messaging';
import { CodedError } from '@tributary/service';
import type { Person } from '../store.js';
import { type Environment, userEvent } from './environment.js';

/**
 * A guest says who they are and where mail goes.
 * @throws CodedError UNAUTHENTICATED for a guest that is gone, FORBIDDEN for an account: that has updateProfile
 */
export async function setGuestContact(
  env: Environment,
  userId: string,
  contact: { email: string; name: string },
): Promise<Person> {
  return env.store.transaction(async (tx) => {
    const guest = await tx.lockPerson(userId);
    if (!guest) throw new CodedError('UNAUTHENTICATED');
    if (!guest.isGuest) throw new CodedError('FORBIDDEN', 'You have an account: change that one.');
    const changed = userEvent(env, 'UserProfileChanged', userId, { userId, ...contact });
    await Promise.all([tx.setContact(userId, contact), appendEvents(tx, [changed])]);
    return { ...guest, ...contact };
  });
}
