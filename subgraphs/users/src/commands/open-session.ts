import { sessionExpiry, sessionsPerUser } from '../domain/session-lifetime.js';
import { createSecretToken } from '../secret-tokens.js';
import type { Person, Transaction } from '../store.js';
import type { Client, Environment } from './environment.js';

/** A pair of tokens and whose they are. */
export interface AuthSession {
  __typename: 'AuthSession';
  accessToken: string;
  refreshToken: string;
  /** Of the access token. */
  expiresAt: Date;
  sessionId: string;
  account: Person;
}

/** Signs a locked account or guest in. Beyond the limit of devices the longest unused ones are signed out. */
export async function openSession(
  env: Environment,
  tx: Transaction,
  account: Person,
  client: Client,
): Promise<AuthSession> {
  const session = await openFirstSession(env, tx, account, client);
  await tx.revokeSurplusSessions(account.id, sessionsPerUser, env.now());
  return session;
}

/** As `openSession`, for somebody who has no other. */
export async function openFirstSession(
  env: Environment,
  tx: Transaction,
  account: Person,
  client: Client,
): Promise<AuthSession> {
  const now = env.now();
  const sessionId = env.createId();
  const { token, tokenHash } = createSecretToken();
  const [session] = await Promise.all([
    issuePair(env, account, sessionId, token),
    tx.insertSession({
      id: sessionId,
      userId: account.id,
      device: client.device,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: sessionExpiry(now, now),
    }),
    tx.insertRefreshToken(sessionId, tokenHash, now),
  ]);
  return session;
}

/** The answer to a sign-in or a refresh. */
export async function issuePair(
  { accessTokens, createId, now }: Environment,
  account: Person,
  sessionId: string,
  refreshToken: string,
): Promise<AuthSession> {
  const { id: userId, roles } = account;
  const claims = { userId, sessionId, roles, tokenId: createId(), now: now() };
  const issued = await accessTokens.issue(claims);
  return { __typename: 'AuthSession', ...issued, refreshToken, sessionId, account };
}
