import type { Person } from '../store.js';
import type { Client, Environment } from './environment.js';
import { type AuthSession, openSession } from './open-session.js';
import { countAttempt, networkKey, requireNoWait } from './throttling.js';

/** What a guest is called who has not said a name. */
export const guestName = 'Guest';

/**
 * Signs in somebody without an account: they get an id of their own, for a cart and for orders.
 * @throws CodedError RATE_LIMITED when the network opened too many
 */
export async function startGuestSession(env: Environment, client: Client): Promise<AuthSession> {
  const network = networkKey('guest/network', client.network);
  requireNoWait(
    await env.store.transaction((tx) =>
      countAttempt(env, tx, network, env.throttles.guestsPerNetwork),
    ),
  );
  const id = env.createId();
  const createdAt = env.now();
  const guest: Person = {
    id,
    email: null,
    name: guestName,
    roles: [],
    emailVerifiedAt: null,
    createdAt,
    isGuest: true,
  };
  return env.store.transaction(async (tx) => {
    await tx.insertGuest(id, guestName, createdAt);
    return openSession(env, tx, guest, client);
  });
}
