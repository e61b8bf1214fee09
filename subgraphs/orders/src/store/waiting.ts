/** Orders that wait for an answer. `waiting_since` is written by saveOrder and moved on here. */
import type { Sql } from './database.js';

/** An order is due when it waits since before the moment that belongs to its kind of wait. */
export interface DueBefore {
  stock: Date;
  payment: Date;
  settlement: Date;
}

export const waitingIn = (db: Sql) => ({
  /** Ids of orders that are due, the longest first, locked; those another worker is at are left to it. */
  async lockWaiting(due: DueBefore, limit: number): Promise<string[]> {
    const latest = new Date(Math.max(...Object.values(due).map(Number)));
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM orders
      WHERE waiting_since IS NOT NULL AND waiting_since <= ${latest}
        AND waiting_since <= CASE status
          WHEN 'PENDING' THEN ${due.stock}::timestamptz
          WHEN 'AWAITING_PAYMENT' THEN ${due.payment}::timestamptz
          ELSE ${due.settlement}::timestamptz END
      ORDER BY waiting_since LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    return rows.map(({ id }) => id);
  },

  /** Their time starts anew; null for those that wait no more. Nobody who watches them is told. */
  async saveWaiting(orderIds: readonly string[], since: Date | null): Promise<void> {
    await db.$executeRaw`
      UPDATE orders SET waiting_since = ${since} WHERE id = ANY (${orderIds}::uuid[])`;
  },
});
