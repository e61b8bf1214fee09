/** Guests: rows of `users` without a password. Whoever changes one holds its row's lock. */
import { Prisma } from '../generated/prisma/client.js';
import type { NewAccount } from './accounts.js';
import { type Database, isUniqueViolation } from './database.js';

/** Somebody else has registered the e-mail address in the meantime. */
export class EmailTakenError extends Error {
  override name = 'EmailTakenError';
}

export const guestsIn = (db: Database) => ({
  async insertGuest(id: string, name: string, createdAt: Date): Promise<void> {
    await db.user.create({ data: { id, name, roles: [], createdAt } });
  },

  async setContact(id: string, { email, name }: { email: string; name: string }): Promise<void> {
    await db.user.updateMany({ where: { id }, data: { contactEmail: email, name } });
  },

  /** Makes a guest an account, which keeps the guest's id. @throws EmailTakenError */
  async adoptGuest({ id, createdAt: _createdAt, ...account }: NewAccount): Promise<void> {
    try {
      await db.user.updateMany({ where: { id }, data: { ...account, contactEmail: null } });
    } catch (error) {
      throw isUniqueViolation(error) ? new EmailTakenError() : error;
    }
  },

  /** Guests, at most `limit`, that cannot come back: their last session ended before. Locked; others' are skipped. */
  async lockLapsedGuests(endedBefore: Date, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
      SELECT id FROM users u
      WHERE password_hash IS NULL AND erased_at IS NULL AND created_at < ${endedBefore}
        AND NOT EXISTS (
          SELECT 1 FROM sessions s WHERE s.user_id = u.id
            AND s.expires_at >= ${endedBefore}
            AND (s.revoked_at IS NULL OR s.revoked_at >= ${endedBefore}))
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`);
    return rows.map(({ id }) => id);
  },
});
