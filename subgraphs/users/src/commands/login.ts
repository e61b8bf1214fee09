import { checkPassword } from './check-password.js';
import type { Client, Environment } from './environment.js';
import { mergeGuest } from './merge-guest.js';
import { type AuthSession, openSession } from './open-session.js';
import { toSeconds } from './throttling.js';

export type LoginOutcome =
  | AuthSession
  | { __typename: 'InvalidCredentials'; message: string }
  | { __typename: 'TooManyAttempts'; message: string; retryAfterSeconds: number };

/** Signs in. `email` is normalised; `guestId` is who the caller was before, if anybody. The answer is the same for a wrong password and an unknown address. */
export async function login(
  env: Environment,
  { email, password }: { email: string; password: string },
  client: Client,
  guestId: string | null = null,
): Promise<LoginOutcome> {
  const verdict = await checkPassword(
    env,
    { email, password, network: client.network },
    async (tx, account) => {
      await mergeGuest(env, tx, guestId, account.id);
      return openSession(env, tx, account, client);
    },
  );
  if ('granted' in verdict) return verdict.granted;
  if (verdict.waitMs === 0)
    return {
      __typename: 'InvalidCredentials',
      message: 'E-mail address and password do not belong together.',
    };
  return {
    __typename: 'TooManyAttempts',
    message: 'Too many failed attempts. Wait a little, or reset your password.',
    retryAfterSeconds: toSeconds(verdict.waitMs),
  };
}
