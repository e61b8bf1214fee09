/** The read model's buyers, and what orders are found by. The trigger order_search_add writes new rows. */
import type { Buyer } from '../domain/buyer.js';
import type { BuyerContactView } from '../views.js';
import type { Shown, Sql } from './database.js';

export const contactsIn = (shown: Shown) => ({
  /** Names and addresses by user; users that are unknown or erased are absent. */
  async contactsOfBuyers(userIds: readonly string[]): Promise<Map<string, BuyerContactView>> {
    const rows = await shown.buyer.findMany({ where: { userId: { in: [...userIds] } } });
    return new Map(
      rows.flatMap(({ userId, name, email }) =>
        name !== null && email !== null ? [[userId, { name, email }]] : [],
      ),
    );
  },
});

export const buyersIn = (db: Sql) => ({
  /**
   * The buyer, locked until the transaction ends, and noted as heard of; made when there is none.
   * Waits for an order that is being placed, and holds off the next: their search rows copy the name.
   */
  async lockBuyer(userId: string): Promise<Buyer> {
    const [, [row]] = await Promise.all([
      db.$queryRaw`SELECT 1 FROM carts WHERE user_id = ${userId}::uuid FOR UPDATE`,
      db.$queryRaw<[Buyer]>`
        INSERT INTO buyers (user_id, changed_at) VALUES (${userId}::uuid, 'epoch')
        ON CONFLICT (user_id) DO UPDATE SET heard_at = clock_timestamp()
        RETURNING name, email, changed_at AS "changedAt", erased_at IS NOT NULL AS "isErased"`,
    ]);
    return row;
  },

  /** Removes up to `limit` buyers of whom nothing was heard since, tombstones aside, and answers their ids. */
  async removeUnheardBuyers(since: Date, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      DELETE FROM buyers WHERE user_id IN (
        SELECT user_id FROM buyers WHERE heard_at < ${since} AND erased_at IS NULL
        ORDER BY user_id LIMIT ${limit} FOR UPDATE)
      RETURNING user_id AS id`;
    return rows.map(({ id }) => id);
  },

  /**
   * News that are said to be of the future are no reason to disbelieve those of the present. Answers the time it is,
   * by the clock that also notes when something was heard.
   */
  async doubtFutureNews(): Promise<Date> {
    await db.$executeRaw`UPDATE buyers SET changed_at = 'epoch' WHERE changed_at > clock_timestamp()`;
    await db.$executeRaw`UPDATE known_prices SET priced_at = 'epoch', withdrawn_at = NULL
      WHERE priced_at > clock_timestamp() OR withdrawn_at > clock_timestamp()`;
    const [clock] = await db.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
    return clock.now;
  },

  async saveBuyer(userId: string, { name, email, changedAt, isErased }: Buyer): Promise<void> {
    const erasedAt = isErased ? changedAt : null;
    await db.$executeRaw`
      UPDATE buyers
      SET name = ${name}, email = ${email}, changed_at = ${changedAt}, erased_at = ${erasedAt}
      WHERE user_id = ${userId}::uuid`;
  },
});
