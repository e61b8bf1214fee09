/** Sessions and the hashes of their refresh tokens. */
import type { Database } from './database.js';

export interface StoredSession {
  id: string;
  userId: string;
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

export interface StoredRefreshToken {
  usedAt: Date | null;
  session: StoredSession;
}

/** Prisma wants bytes that own their memory. */
const bytes = (hash: Uint8Array) => new Uint8Array(hash);

export const sessionsIn = (db: Database) => ({
  async insertSession(session: Omit<StoredSession, 'revokedAt'>): Promise<void> {
    await db.session.create({ data: session });
  },

  async insertRefreshToken(sessionId: string, tokenHash: Uint8Array, now: Date): Promise<void> {
    await db.refreshToken.create({
      data: { tokenHash: bytes(tokenHash), sessionId, createdAt: now },
    });
  },

  findRefreshToken: (tokenHash: Uint8Array): Promise<StoredRefreshToken | null> =>
    db.refreshToken.findUnique({
      where: { tokenHash: bytes(tokenHash) },
      select: { usedAt: true, session: true },
    }),

  /** True for the one caller that uses the token up. */
  async useRefreshToken(tokenHash: Uint8Array, now: Date): Promise<boolean> {
    const used = await db.refreshToken.updateMany({
      where: { tokenHash: bytes(tokenHash), usedAt: null },
      data: { usedAt: now },
    });
    return used.count === 1;
  },

  /** False when the session was revoked meanwhile. */
  async extendSession(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    const extended = await db.session.updateMany({
      where: { id, revokedAt: null },
      data: { lastUsedAt, expiresAt },
    });
    return extended.count === 1;
  },

  /** Those that are signed in at `now`, the last used first, at most `limit` per user. */
  findActiveSessions: (
    userIds: readonly string[],
    now: Date,
    limit: number,
  ): Promise<StoredSession[]> =>
    db.session.findMany({
      where: { userId: { in: [...userIds] }, revokedAt: null, expiresAt: { gt: now } },
      orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
      take: limit * userIds.length,
    }),

  /** Ends one session, if it is the user's; false when there was none to end. */
  async revokeSession(id: string, userId: string, now: Date): Promise<boolean> {
    const revoked = await db.session.updateMany({
      where: { id, userId, revokedAt: null, expiresAt: { gt: now } },
      data: { revokedAt: now },
    });
    return revoked.count === 1;
  },

  async revokeAllSessions(userId: string, now: Date): Promise<void> {
    await db.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  },

  /** Ends all but the `keep` last used sessions. */
  async revokeSurplusSessions(userId: string, keep: number, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE sessions SET revoked_at = ${now} WHERE id IN (
        SELECT id FROM sessions
        WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND expires_at > ${now}
        ORDER BY last_used_at DESC, id DESC OFFSET ${keep}
      )`;
  },

  /** Removes sessions that ended, and used tokens that are too old to tell of a theft. */
  async deleteEndedSessions(endedBefore: Date, usedBefore: Date): Promise<void> {
    await db.session.deleteMany({
      where: { OR: [{ expiresAt: { lt: endedBefore } }, { revokedAt: { lt: endedBefore } }] },
    });
    await db.refreshToken.deleteMany({ where: { usedAt: { lt: usedBefore } } });
  },
});
