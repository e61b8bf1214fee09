/**
 * What orders are found by: rows of order_search, made of the order, its lines and its buyer by the
 * function order_search_rows. New orders get theirs from a trigger; here they are made anew.
 */
import type { Sql } from './database.js';

export interface RebuiltRows {
  /** Orders looked at. */
  seen: number;
  /** Rows that were missing or wrong. */
  corrected: number;
  lastId: string | null;
}

export const orderSearchIn = (db: Sql) => ({
  /** Until the transaction ends, what orders are found by is made anew here and not by a rebuild. */
  async lockSearchAsWriter(): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock_shared(hashtext('order_search'))::text`;
  },

  /** Until the transaction ends, nobody but this rebuild changes what orders are found by. */
  async lockSearchAsRebuild(): Promise<void> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('order_search'))::text`;
  },

  /**
   * Makes the rows of one buyer's orders anew, `limit` at most, in the order of their ids after `afterId`.
   * Answers the last id when there may be more. Those of an erased buyer have lost their buyer afterwards.
   */
  async refreshSearchOfBuyer(
    buyerId: string,
    afterId: string | null,
    limit: number,
  ): Promise<string | null> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT order_id AS id FROM order_search
      WHERE buyer_id = ${buyerId}::uuid AND (${afterId}::uuid IS NULL OR order_id > ${afterId}::uuid)
      ORDER BY order_id LIMIT ${limit}`;
    const ids = rows.map(({ id }) => id);
    await db.$executeRaw`
      UPDATE order_search s SET buyer_id = r.buyer_id, document = r.document
      FROM order_search_rows(${ids}::uuid[]) r WHERE s.order_id = r.order_id`;
    return ids.length === limit ? ids.at(-1)! : null;
  },

  async countSearchRows(): Promise<number> {
    const [row] = await db.$queryRaw<[{ count: number }]>`
      SELECT (SELECT count(*) FROM orders)::int + (SELECT count(*) FROM order_search)::int AS count`;
    return row.count;
  },

  /** Compares the rows of the next `limit` orders with what they should be, and corrects those that differ. */
  async rebuildSearchRows(afterId: string | null, limit: number): Promise<RebuiltRows> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM orders WHERE ${afterId}::uuid IS NULL OR id > ${afterId}::uuid
      ORDER BY id LIMIT ${limit}`;
    const ids = rows.map(({ id }) => id);
    const corrected = await db.$executeRaw`
      INSERT INTO order_search AS s SELECT * FROM order_search_rows(${ids}::uuid[])
      ON CONFLICT (order_id) DO UPDATE SET
        buyer_id = EXCLUDED.buyer_id, placed_at = EXCLUDED.placed_at,
        total_amount = EXCLUDED.total_amount, document = EXCLUDED.document
      WHERE s IS DISTINCT FROM EXCLUDED`;
    await markRenamed(db, ids);
    return { seen: ids.length, corrected, lastId: ids.at(-1) ?? null };
  },

  /** Removes rows without an order among the next `limit`. */
  async removeStraySearchRows(afterId: string | null, limit: number): Promise<RebuiltRows> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT order_id AS id FROM order_search
      WHERE ${afterId}::uuid IS NULL OR order_id > ${afterId}::uuid
      ORDER BY order_id LIMIT ${limit}`;
    const ids = rows.map(({ id }) => id);
    const corrected = await db.$executeRaw`
      DELETE FROM order_search s WHERE order_id = ANY (${ids}::uuid[])
      AND NOT EXISTS (SELECT FROM orders WHERE id = s.order_id)`;
    return { seen: ids.length, corrected, lastId: ids.at(-1) ?? null };
  },
});

/** Variants that these orders have under another name than they have now are found by both. */
async function markRenamed(db: Sql, orderIds: readonly string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE known_prices SET renamed_words = array_to_tsvector(search_words(name))
    WHERE sku IN (
      SELECT k.sku FROM known_prices k
      WHERE k.renamed_words IS NULL AND k.name <> '' AND k.sku IN (
        SELECT sku FROM order_lines WHERE order_id = ANY (${orderIds}::uuid[]) AND name <> k.name)
      ORDER BY k.sku FOR UPDATE)`;
}
