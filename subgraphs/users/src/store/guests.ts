/** Guests: rows of `users` without a password. Whoever changes one holds its row's lock. */
import type { Sql } from '@tributary/database';
import type { NewAccount } from './accounts.js';
import { violatesUnique } from './unique-violation.js';

/** Somebody else has registered the e-mail address in the meantime. */
export class EmailTakenError extends Error {
  override name = 'EmailTakenError';
}

export const guestsIn = (db: Sql) => ({
  async insertGuest(id: string, name: string, createdAt: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO users (id, name, roles, created_at)
      VALUES (${id}::uuid, ${name}, '{}', ${createdAt})`;
  },

  async setContact(id: string, { email, name }: { email: string; name: string }): Promise<void> {
    await db.$executeRaw`
      UPDATE users SET contact_email = ${email}, name = ${name} WHERE id = ${id}::uuid`;
  },

  /** Makes a guest an account, which keeps the guest's id. @throws EmailTakenError, and the transaction ends */
  async adoptGuest(account: NewAccount): Promise<void> {
    const { id, email, name, passwordHash, roles, emailVerifiedAt } = account;
    try {
      await db.$executeRaw`
        UPDATE users SET email = ${email}, name = ${name}, password_hash = ${passwordHash},
          roles = ${roles}::role[], email_verified_at = ${emailVerifiedAt}, contact_email = NULL
        WHERE id = ${id}::uuid`;
    } catch (error) {
      throw violatesUnique(error, 'users_email_key') ? new EmailTakenError() : error;
    }
  },

  /** Guests, at most `limit`, that cannot come back: their last session ended before. Locked; others' are skipped. */
  async lockLapsedGuests(endedBefore: Date, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM users u
      WHERE password_hash IS NULL AND erased_at IS NULL AND created_at < ${endedBefore}
        AND NOT EXISTS (
          SELECT 1 FROM sessions s WHERE s.user_id = u.id
            AND s.expires_at >= ${endedBefore}
            AND (s.revoked_at IS NULL OR s.revoked_at >= ${endedBefore}))
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    return rows.map(({ id }) => id);
  },
});
