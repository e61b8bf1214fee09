import { judgeRefreshToken, sessionExpiry } from '../domain/session-lifetime.js';
import { createSecretToken, hashText } from '../secret-tokens.js';
import type { Transaction } from '../store.js';
import type { Environment } from './environment.js';
import { type AuthSession, issuePair } from './open-session.js';

export type RefreshOutcome = AuthSession | { __typename: 'SessionExpired'; message: string };

const sessionExpired = {
  __typename: 'SessionExpired',
  message: 'The session has ended. Please sign in again.',
} as const;

/**
 * Trades a refresh token for a new pair. Of any number of requests with the same token one wins; a
 * token that comes back later ends its session (see domain/session-lifetime.ts).
 */
export async function refreshSession(env: Environment, token: string): Promise<RefreshOutcome> {
  const presented = hashText(token);
  return env.store.transaction(async (tx) => (await rotate(env, tx, presented)) ?? sessionExpired);
}

async function rotate(
  env: Environment,
  tx: Transaction,
  presented: Uint8Array,
): Promise<AuthSession | null> {
  const now = env.now();
  const stored = await tx.findRefreshToken(presented);
  if (!stored) return null;
  const { session } = stored;
  const verdict = judgeRefreshToken(stored, now);
  if (verdict === 'revoke') {
    await tx.revokeSession(session.id, session.userId, now);
    const { id: sessionId, userId } = session;
    env.logger.warn({ sessionId, userId }, 'a used refresh token came back; session revoked');
  }
  if (verdict !== 'rotate') return null;
  const account = await tx.lockPerson(session.userId);
  if (!account) return null;
  if (!(await tx.useRefreshToken(presented, now))) return null;
  const expiresAt = sessionExpiry(session.createdAt, now);
  if (!(await tx.extendSession(session.id, now, expiresAt))) return null;
  const { token, tokenHash } = createSecretToken();
  await tx.insertRefreshToken(session.id, tokenHash, now);
  return issuePair(env, account, session.id, token);
}
