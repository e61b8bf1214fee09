/**
 * Carts that nobody touches. Any number of workers may look at the same time: each cart is claimed by
 * one, and one that a buyer is changing just now is skipped.
 */
import type { Sql } from './database.js';

export interface AbandonedCart {
  userId: string;
  /** Whether the buyer has placed an order since the cart was last touched. */
  hasOrdered: boolean;
}

export const abandonedCartsIn = (db: Sql) => ({
  /**
   * Carts with lines that were not touched since `untouchedSince`, the oldest first, marked as
   * reminded and locked. A cart is claimed once until it changes.
   */
  claimAbandonedCarts: (
    untouchedSince: Date,
    now: Date,
    limit: number,
  ): Promise<AbandonedCart[]> => db.$queryRaw`
    WITH due AS MATERIALIZED (
      SELECT user_id FROM carts
      WHERE reminded_at IS NULL AND currency IS NOT NULL AND updated_at <= ${untouchedSince}
      ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE carts c SET reminded_at = ${now} FROM due
    WHERE c.user_id = due.user_id AND c.reminded_at IS NULL
    RETURNING c.user_id AS "userId", EXISTS (
      SELECT FROM orders o WHERE o.buyer_id = c.user_id AND o.placed_at >= c.updated_at
    ) AS "hasOrdered"`,

  /** Deletes up to `limit` carts that were not touched since `untouchedSince`, and answers how many. */
  deleteOldCarts: (untouchedSince: Date, limit: number): Promise<number> => db.$executeRaw`
    WITH old AS MATERIALIZED (
      SELECT user_id FROM carts WHERE updated_at <= ${untouchedSince}
      ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    DELETE FROM carts c USING old WHERE c.user_id = old.user_id`,
});
