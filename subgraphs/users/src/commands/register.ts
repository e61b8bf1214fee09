import { appendEvents } from '@tributary/messaging';
import { weaknessOf } from '../domain/password-policy.js';
import { EmailTakenError, type NewAccount, type Transaction } from '../store.js';
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
 * Opens an account and signs it in. A caller who is a guest becomes the account, with the same id.
 * @throws CodedError RATE_LIMITED when the network opened too many
 */
export async function register(
  env: Environment,
  { email, password, name }: Registration,
  client: Client,
  guestId: string | null = null,
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
  const account: NewAccount = {
    id: env.createId(),
    email,
    name,
    passwordHash: await env.passwords.hash(password),
    roles: ['CUSTOMER'],
    emailVerifiedAt: null,
    createdAt: env.now(),
  };
  try {
    return await env.store.transaction((tx) => openAccount(env, tx, account, client, guestId));
  } catch (error) {
    if (error instanceof EmailTakenError) return emailTaken;
    throw error;
  }
}

async function openAccount(
  env: Environment,
  tx: Transaction,
  wanted: NewAccount,
  client: Client,
  guestId: string | null,
): Promise<RegisterOutcome> {
  const guest = guestId === null ? null : await tx.lockPerson(guestId);
  const account = guest?.isGuest ? { ...wanted, id: guest.id } : wanted;
  if (guest?.isGuest) await tx.adoptGuest(account);
  else if (!(await tx.insertAccount(account))) return emailTaken;
  const { id: userId, email, name } = account;
  await appendEvents(tx, [userEvent(env, 'UserRegistered', userId, { userId, email, name })]);
  const member = { ...account, isGuest: false };
  await mailToken(env, tx, member, 'VERIFY_EMAIL');
  return openSession(env, tx, member, client);
}
