/** Changes of carts that were carried out under a client's key; looked up and written under the cart's lock. */
import type { Sql } from './database.js';

export const cartChangesIn = (db: Sql) => ({
  /** The hash of the request that was carried out under the key. */
  async cartChangeHash(userId: string, key: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ requestHash: string }[]>`
      SELECT request_hash AS "requestHash" FROM cart_changes
      WHERE user_id = ${userId}::uuid AND key = ${key}`;
    return row?.requestHash ?? null;
  },

  /** Forgets the user's keys of before `keptSince` with it, so that they never pile up. */
  async saveCartChange(
    userId: string,
    { key, requestHash }: { key: string; requestHash: string },
    at: Date,
    keptSince: Date,
  ): Promise<void> {
    await db.$executeRaw`
      WITH old AS (
        DELETE FROM cart_changes WHERE user_id = ${userId}::uuid AND created_at < ${keptSince}
      )
      INSERT INTO cart_changes (user_id, key, request_hash, created_at)
      VALUES (${userId}::uuid, ${key}, ${requestHash}, ${at})`;
  },
});
