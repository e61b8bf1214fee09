/** Marks of what is throttled. Subjects are hashes: the table names nobody. */
import type { Database } from './database.js';

/** Who is throttled at what. */
export interface ThrottleKey {
  scope: string;
  subject: Uint8Array;
}

export const attemptsIn = (db: Database) => ({
  /** Serialises those who decide about the same subject, until the transaction ends. */
  async lockAttempts({ scope, subject }: ThrottleKey): Promise<void> {
    const name = `${scope}:${Buffer.from(subject).toString('hex')}`;
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  },

  /** Newest first. */
  async findAttempts({ scope, subject }: ThrottleKey, since: Date, limit: number): Promise<Date[]> {
    const rows = await db.attempt.findMany({
      where: { scope, subject: new Uint8Array(subject), occurredAt: { gt: since } },
      orderBy: { occurredAt: 'desc' },
      take: limit,
      select: { occurredAt: true },
    });
    return rows.map((row) => row.occurredAt);
  },

  async insertAttempt(id: string, { scope, subject }: ThrottleKey, now: Date): Promise<void> {
    await db.attempt.create({
      data: { id, scope, subject: new Uint8Array(subject), occurredAt: now },
    });
  },

  async clearAttempts({ scope, subject }: ThrottleKey): Promise<void> {
    await db.attempt.deleteMany({ where: { scope, subject: new Uint8Array(subject) } });
  },

  async deleteOldAttempts(before: Date): Promise<void> {
    await db.attempt.deleteMany({ where: { occurredAt: { lt: before } } });
  },
});
