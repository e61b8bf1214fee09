/** All accounts and guests, the closed ones too, batch by batch, to be announced again. */
import type { Database } from './database.js';

export interface AnnouncedAccount {
  id: string;
  /** Null when the account is closed, and for a guest who gave none. */
  email: string | null;
  name: string | null;
  isErased: boolean;
}

export const announcedAccountsIn = (db: Database) => ({
  countAllAccounts: (): Promise<number> => db.user.count(),

  /**
   * The next accounts by id. They cannot change until the transaction ends, and `at` is a time at which they are
   * so: by the database's clock, because the caller's may be an operator's.
   */
  async lockAccountsAfter(
    afterId: string | null,
    limit: number,
  ): Promise<{ accounts: AnnouncedAccount[]; at: Date }> {
    const accounts = await db.$queryRaw<AnnouncedAccount[]>`
      SELECT id, coalesce(email, contact_email) AS email, name, erased_at IS NOT NULL AS "isErased"
      FROM users
      WHERE ${afterId}::uuid IS NULL OR id > ${afterId}::uuid
      ORDER BY id LIMIT ${limit} FOR SHARE`;
    const [clock] = await db.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`;
    return { accounts, at: clock.at };
  },
});
