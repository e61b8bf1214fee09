/**
 * How long a session lives, and what a refresh token is worth. A revoked session cannot be refreshed,
 * but the access tokens that it gave out stay valid until they expire (15 minutes by default): no
 * other service asks users about each request.
 */
const dayMs = 24 * 3_600_000;
const idleMs = 30 * dayMs;
const oldestMs = 90 * dayMs;

/** A retried request within this time is an accident of the network, not a theft. */
export const reuseGraceMs = 10_000;

/** Used tokens are remembered this long; an older one is unknown, which also ends in SessionExpired. */
export const usedTokensKeptMs = idleMs;

/** Devices that may be signed in at once; signing in on another ends the longest unused one. */
export const sessionsPerUser = 50;

/** 30 days after the last use, at most 90 days after signing in. */
export function sessionExpiry(createdAt: Date, usedAt: Date): Date {
  return new Date(Math.min(usedAt.getTime() + idleMs, createdAt.getTime() + oldestMs));
}

export interface PresentedToken {
  usedAt: Date | null;
  session: { expiresAt: Date; revokedAt: Date | null };
}

/**
 * - `rotate`: first use; give a new pair.
 * - `refuse`: the session has ended, or the token was used a moment ago by a request whose answer may
 *   have been lost. The second request gets no pair, because two holders could then live on one
 *   theft, and nothing is revoked, because the first may well have arrived.
 * - `revoke`: used before. Either the owner or a thief holds a stale copy, and nobody can tell who:
 *   the whole session ends.
 */
export function judgeRefreshToken(
  token: PresentedToken,
  now: Date,
): 'rotate' | 'refuse' | 'revoke' {
  const { session, usedAt } = token;
  if (session.revokedAt || session.expiresAt <= now) return 'refuse';
  if (!usedAt) return 'rotate';
  return now.getTime() - usedAt.getTime() <= reuseGraceMs ? 'refuse' : 'revoke';
}
