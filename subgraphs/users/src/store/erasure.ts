/** Closing an account: what is personal goes, the id stays. */
import type { Sql } from '@tributary/database';

export const erasureIn = (db: Sql) => ({
  /** Erases the person and all that hangs on the account. False when it was closed. */
  async eraseAccount(id: string, now: Date): Promise<boolean> {
    const erased = await db.$executeRaw`
      UPDATE users SET email = NULL, name = NULL, contact_email = NULL, password_hash = NULL,
        roles = '{}', email_verified_at = NULL, erased_at = ${now}
      WHERE id = ${id}::uuid AND erased_at IS NULL`;
    if (erased === 0) return false;
    await Promise.all([
      db.$executeRaw`DELETE FROM addresses WHERE user_id = ${id}::uuid`,
      db.$executeRaw`DELETE FROM sessions WHERE user_id = ${id}::uuid`,
      db.$executeRaw`DELETE FROM mailed_tokens WHERE user_id = ${id}::uuid`,
      db.$executeRaw`DELETE FROM mails WHERE user_id = ${id}::uuid`,
      redactEvents(db, id),
    ]);
    return true;
  },
});

/** Events are facts and stay, but what they told of the person goes. */
const redactEvents = (db: Sql, userId: string): Promise<unknown> => db.$executeRaw`
  UPDATE outbox SET payload = payload || '{"email": "", "name": ""}'
  WHERE key = ${userId} AND name IN ('UserRegistered', 'UserProfileChanged')`;
