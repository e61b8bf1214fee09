import { checkPassword } from './check-password.js';
import type { Client, Environment } from './environment.js';
import { type AuthSession, openSession } from './open-session.js';
import { toSeconds } from './throttling.js';

export type LoginOutcome =
  | AuthSession
  | { __typename: 'InvalidCredentials'; message: string }
  | { __typename: 'TooManyAttempts'; message: string; retryAfterSeconds: number };

export const invalidCredentials = {
  __typename: 'InvalidCredentials',
  message: 'E-mail address and password do not belong together.',
} as const;

/** Signs in. `email` is normalised. The answer is the same for a wrong password and an unknown address. */
export async function login(
  env: Environment,
  { email, password }: { email: string; password: string },
  client: Client,
): Promise<LoginOutcome> {
  const verdict = await checkPassword(
    env,
    { email, password, network: client.network },
    (tx, account) => openSession(env, tx, account, client),
  );
  if ('granted' in verdict) return verdict.granted;
  if (verdict.waitMs === 0) return invalidCredentials;
  return {
    __typename: 'TooManyAttempts',
    message: 'Too many failed attempts. Wait a little, or reset your password.',
    retryAfterSeconds: toSeconds(verdict.waitMs),
  };
}
