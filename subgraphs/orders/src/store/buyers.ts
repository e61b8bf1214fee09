/** The read model's buyers, and what orders are found by. The trigger order_search_add writes new rows. */
import type { Buyer } from '../domain/buyer.js';
import type { BuyerContactView } from '../views.js';
import type { Database } from './database.js';

export const buyersIn = (db: Database) => ({
  /** Names and addresses by user; users that are unknown or erased are absent. */
  async contactsOfBuyers(userIds: readonly string[]): Promise<Map<string, BuyerContactView>> {
    const rows = await db.buyer.findMany({ where: { userId: { in: [...userIds] } } });
    return new Map(
      rows.flatMap(({ userId, name, email }) =>
        name !== null && email !== null ? [[userId, { name, email }]] : [],
      ),
    );
  },

  /**
   * The buyer, locked until the transaction ends, and noted as heard of; made when there is none.
   * Waits for an order that is being placed, and holds off the next: their search rows copy the name.
   */
  async lockBuyer(userId: string): Promise<Buyer> {
    await db.$queryRaw`SELECT 1 FROM carts WHERE user_id = ${userId}::uuid FOR UPDATE`;
    const [row] = await db.$queryRaw<[Buyer]>`
      INSERT INTO buyers (user_id, changed_at) VALUES (${userId}::uuid, 'epoch')
      ON CONFLICT (user_id) DO UPDATE SET heard_at = clock_timestamp()
      RETURNING name, email, changed_at AS "changedAt", erased_at IS NOT NULL AS "isErased"`;
    return row;
  },

  async saveBuyer(userId: string, { name, email, changedAt, isErased }: Buyer): Promise<void> {
    const erasedAt = isErased ? changedAt : null;
    await db.buyer.updateMany({ where: { userId }, data: { name, email, changedAt, erasedAt } });
  },
});
