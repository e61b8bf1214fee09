/** What was sold, by day and currency: read along the index of `placed_at`, for staff's charts. */
import type { Currency } from '@tributary/contracts';
import type { Sql } from './database.js';

export interface SalesRow {
  /** In UTC, such as 2026-01-31. */
  day: string;
  currency: Currency;
  orders: number;
  amount: number;
}

/** An order counts once it was paid, whatever became of it. */
const sold = ['CONFIRMED', 'SHIPPED', 'DELIVERED', 'RETURNED'];

export const salesIn = (db: Sql) => ({
  /** Since that moment; days and currencies without orders have no row. */
  salesSince: (from: Date): Promise<SalesRow[]> => db.$queryRaw<SalesRow[]>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, currency, count(*)::int AS orders,
      sum(total_amount)::float8 AS amount
    FROM (
      SELECT date_trunc('day', placed_at AT TIME ZONE 'UTC') AS day, currency, total_amount
      FROM orders WHERE placed_at >= ${from} AND status = ANY (${sold}::order_status[])
    ) placed
    GROUP BY 1, 2 ORDER BY 1, 2`,
});
