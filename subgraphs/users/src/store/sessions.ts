/** Sessions and the hashes of their refresh tokens. */
import { type Sql, sql } from '@tributary/database';

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

/** Of `sessions s`. */
const columns = sql`
  s.id, s.user_id AS "userId", s.device, s.created_at AS "createdAt",
  s.last_used_at AS "lastUsedAt", s.expires_at AS "expiresAt", s.revoked_at AS "revokedAt"`;

export const sessionsIn = (db: Sql) => ({
  async insertSession(session: Omit<StoredSession, 'revokedAt'>): Promise<void> {
    const { id, userId, device, createdAt, lastUsedAt, expiresAt } = session;
    await db.$executeRaw`
      INSERT INTO sessions (id, user_id, device, created_at, last_used_at, expires_at)
      VALUES (${id}::uuid, ${userId}::uuid, ${device}, ${createdAt}, ${lastUsedAt}, ${expiresAt})`;
  },

  async insertRefreshToken(sessionId: string, tokenHash: Uint8Array, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO refresh_tokens (token_hash, session_id, created_at)
      VALUES (${tokenHash}, ${sessionId}::uuid, ${now})`;
  },

  async findRefreshToken(tokenHash: Uint8Array): Promise<StoredRefreshToken | null> {
    const [row] = await db.$queryRaw<(StoredSession & { usedAt: Date | null })[]>`
      SELECT t.used_at AS "usedAt", ${columns}
      FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
      WHERE t.token_hash = ${tokenHash}`;
    if (!row) return null;
    const { usedAt, ...session } = row;
    return { usedAt, session };
  },

  /** True for the one caller that uses the token up. */
  async useRefreshToken(tokenHash: Uint8Array, now: Date): Promise<boolean> {
    const used = await db.$executeRaw`
      UPDATE refresh_tokens SET used_at = ${now}
      WHERE token_hash = ${tokenHash} AND used_at IS NULL`;
    return used === 1;
  },

  /** False when the session was revoked meanwhile. */
  async extendSession(id: string, lastUsedAt: Date, expiresAt: Date): Promise<boolean> {
    const extended = await db.$executeRaw`
      UPDATE sessions SET last_used_at = ${lastUsedAt}, expires_at = ${expiresAt}
      WHERE id = ${id}::uuid AND revoked_at IS NULL`;
    return extended === 1;
  },

  /** Those that are signed in at `now`, the last used first, at most `limit` per user. */
  findActiveSessions: (
    userIds: readonly string[],
    now: Date,
    limit: number,
  ): Promise<StoredSession[]> =>
    db.$queryRaw`
      SELECT ${columns} FROM sessions s
      WHERE s.user_id IN (SELECT unnest(${userIds}::uuid[]))
        AND s.revoked_at IS NULL AND s.expires_at > ${now}
      ORDER BY s.last_used_at DESC, s.id DESC LIMIT ${limit * userIds.length}`,

  /** Ends one session, if it is the user's; false when there was none to end. */
  async revokeSession(id: string, userId: string, now: Date): Promise<boolean> {
    const revoked = await db.$executeRaw`
      UPDATE sessions SET revoked_at = ${now}
      WHERE id = ${id}::uuid AND user_id = ${userId}::uuid
        AND revoked_at IS NULL AND expires_at > ${now}`;
    return revoked === 1;
  },

  async revokeAllSessions(userId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE sessions SET revoked_at = ${now}
      WHERE user_id = ${userId}::uuid AND revoked_at IS NULL`;
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
    await db.$executeRaw`
      DELETE FROM sessions WHERE expires_at < ${endedBefore} OR revoked_at < ${endedBefore}`;
    await db.$executeRaw`DELETE FROM refresh_tokens WHERE used_at < ${usedBefore}`;
  },
});
