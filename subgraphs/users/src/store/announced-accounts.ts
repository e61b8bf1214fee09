/** All accounts and guests, the closed ones too, batch by batch, to be announced again. */
import type { Sql } from '@tributary/database';

export interface AnnouncedAccount {
  id: string;
  /** Null when the account is closed, and for a guest who gave none. */
  email: string | null;
  name: string | null;
  isErased: boolean;
}

export const announcedAccountsIn = (db: Sql) => ({
  async countAllAccounts(): Promise<number> {
    const [row] = await db.$queryRaw<[{ count: number }]>`
      SELECT count(*)::int AS count FROM users`;
    return row.count;
  },

  /**
   * The next accounts by id. They cannot change until the transaction ends, and `at` is a time at which they are
   * so: by the database's clock, because the caller's may be an operator's.
   */
  async lockAccountsAfter(
    afterId: string | null,
    limit: number,
  ): Promise<{ accounts: AnnouncedAccount[]; at: Date }> {
    const [accounts, [clock]] = await Promise.all([
      db.$queryRaw<AnnouncedAccount[]>`
        SELECT id, coalesce(email, contact_email) AS email, name, erased_at IS NOT NULL AS "isErased"
        FROM users
        WHERE ${afterId}::uuid IS NULL OR id > ${afterId}::uuid
        ORDER BY id LIMIT ${limit} FOR SHARE`,
      db.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`,
    ]);
    return { accounts, at: clock.at };
  },
});
