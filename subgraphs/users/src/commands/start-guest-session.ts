import type { Person } from '../store.js';
import type { Client, Environment } from './environment.js';
import { type AuthSession, openFirstSession } from './open-session.js';
import { countAttempt, networkKey, requireNoWait } from './throttling.js';

/** What a guest is called who has not said a name. */
export const guestName = 'Guest';

/**
 * Signs in somebody without an account: they get an id of their own, for a cart and for orders.
 * @throws CodedError RATE_LIMITED when the network opened too many
 */
export async function startGuestSession(env: Environment, client: Client): Promise<AuthSession> {
  const network = networkKey('guest/network', client.network);
  const guest: Person = {
    id: env.createId(),
    email: null,
    name: guestName,
    roles: [],
    emailVerifiedAt: null,
    createdAt: env.now(),
    isGuest: true,
  };
  return env.store.transaction(async (tx) => {
    requireNoWait(await countAttempt(env, tx, network, env.throttles.guestsPerNetwork));
    const [, session] = await Promise.all([
      tx.insertGuest(guest.id, guestName, guest.createdAt),
      openFirstSession(env, tx, guest, client),
    ]);
    return session;
  });
}
