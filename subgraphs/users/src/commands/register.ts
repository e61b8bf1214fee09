import { appendEvents } from '@tributary/messaging';
import { weaknessOf } from '../domain/password-policy.js';
import type { Account } from '../store.js';
import { type Client, type Environment, userEvent } from './environment.js';
import { mailToken } from './mail-token.js';
import { type AuthSession, openSession } from './open-session.js';
import { countAttempt, networkKey, requireNoWait } from './throttling.js';

export interface Registration {
  /** Normalised. */
  email: string;
  password: string;
  name: string;
}

export type RegisterOutcome =
  AuthSession | { __typename: 'EmailTaken' | 'WeakPassword'; message: string };

const emailTaken = {
  __typename: 'EmailTaken',
  message: 'There is an account with this e-mail address already. Sign in, or reset the password.',
} as const;

/**
 * Opens an account and signs it in.
 * @throws CodedError RATE_LIMITED when the network opened too many
 */
export async function register(
  env: Environment,
  { email, password, name }: Registration,
  client: Client,
): Promise<RegisterOutcome> {
  const weakness = weaknessOf(password, email);
  if (weakness) return { __typename: 'WeakPassword', message: weakness };
  const network = networkKey('register/network', client.network);
  requireNoWait(
    await env.store.transaction((tx) =>
      countAttempt(env, tx, network, env.throttles.registrationsPerNetwork),
    ),
  );
  if (await env.store.findAccountByEmail(email)) return emailTaken;
  const account: Account = {
    id: env.createId(),
    email,
    name,
    passwordHash: await env.passwords.hash(password),
    roles: ['CUSTOMER'],
    emailVerifiedAt: null,
    createdAt: env.now(),
  };
  return env.store.transaction(async (tx) => {
    if (!(await tx.insertAccount(account))) return emailTaken;
    const registered = { userId: account.id, email, name };
    await appendEvents(tx, [userEvent(env, 'UserRegistered', account.id, registered)]);
    await mailToken(env, tx, account, 'VERIFY_EMAIL');
    return openSession(env, tx, account, client);
  });
}
