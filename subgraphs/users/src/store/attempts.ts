/** Marks of what is throttled. Subjects are hashes: the table names nobody. */
import type { Sql } from '@tributary/database';
import type { PastAttempts } from '../domain/throttle.js';

/** Who is throttled at what. */
export interface ThrottleKey {
  scope: string;
  subject: Uint8Array;
}

export const attemptsIn = (db: Sql) => ({
  /** Serialises those who decide about the same subject, until the transaction ends. */
  async lockAttempts({ scope, subject }: ThrottleKey): Promise<void> {
    const name = `${scope}:${Buffer.from(subject).toString('hex')}`;
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  },

  /** Of the newest `limit` since then; counted here, because a limit may be in the thousands. Null without any. */
  async countAttempts(
    { scope, subject }: ThrottleKey,
    { since, windowMs, limit }: { since: Date; windowMs: number; limit: number },
  ): Promise<PastAttempts | null> {
    const [counted] = await db.$queryRaw<PastAttempts[]>`
      WITH known AS (
        SELECT occurred_at FROM attempts
        WHERE scope = ${scope} AND subject = ${subject} AND occurred_at > ${since}
        ORDER BY occurred_at DESC LIMIT ${limit})
      SELECT max(occurred_at) AS "newestAt", count(*)::int AS "inMemory",
        count(*) FILTER (WHERE occurred_at > (SELECT max(occurred_at) FROM known)
                                             - ${windowMs} * interval '1 ms')::int AS "inWindow"
      FROM known HAVING count(*) > 0`;
    return counted ?? null;
  },

  async insertAttempt(id: string, { scope, subject }: ThrottleKey, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO attempts (id, scope, subject, occurred_at)
      VALUES (${id}::uuid, ${scope}, ${subject}, ${now})`;
  },

  async clearAttempts({ scope, subject }: ThrottleKey): Promise<void> {
    await db.$executeRaw`DELETE FROM attempts WHERE scope = ${scope} AND subject = ${subject}`;
  },

  async deleteOldAttempts(before: Date): Promise<void> {
    await db.$executeRaw`DELETE FROM attempts WHERE occurred_at < ${before}`;
  },
});
