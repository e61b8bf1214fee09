/**
 * Which variants are low, read from the levels as they are. The levels carry no index for it: they
 * change with each order, and a look at all of them now and then (13 ms for 100,000) is cheaper than
 * an index that each change would have to write. A flag remembers what was told already.
 */
import type { VariantView } from '../views.js';
import { empty, sql, type Sql } from './database.js';
import { toVariant, variantColumns, type VariantRow } from './catalogue-reads.js';

export interface LowVariant {
  sku: string;
  /** Product and variant, as staff read it. */
  name: string;
  available: number;
  threshold: number;
}

/** A variant in the list of those that are low, with what the list is sorted by. */
export interface ListedLowVariant extends VariantView {
  available: number;
}

export interface LowStockPosition {
  available: number;
  sku: string;
}

/** On sale, and no more left than its threshold. */
const isLow = sql`v.withdrawn_at IS NULL AND l.on_hand - l.reserved <= l.low_stock_threshold`;

export const lowStock = (db: Sql) => ({
  /** False when there is no such variant. */
  async setLowStockThreshold(sku: string, threshold: number): Promise<boolean> {
    const set = await db.$executeRaw`
      UPDATE stock_levels SET low_stock_threshold = ${threshold} WHERE sku = ${sku}`;
    return set === 1;
  },

  /** Takes the flags of up to `limit` variants that are low no more, and answers how many. */
  clearLowFlags: (limit: number): Promise<number> => db.$executeRaw`
    WITH risen AS MATERIALIZED (
      SELECT f.sku FROM low_stock_flags f
      JOIN stock_levels l ON l.sku = f.sku JOIN variants v ON v.sku = f.sku
      WHERE NOT (${isLow}) ORDER BY f.sku LIMIT ${limit} FOR UPDATE OF f SKIP LOCKED
    )
    DELETE FROM low_stock_flags f USING risen WHERE f.sku = risen.sku`,

  /**
   * Flags up to `limit` variants that are low, have no flag and were in stock once, and answers them.
   * Of several transactions that see the same variant one gets it; the others wait for that one.
   */
  flagLowVariants: (at: Date, limit: number): Promise<LowVariant[]> => db.$queryRaw`
    WITH low AS MATERIALIZED (
      SELECT sku FROM stock_levels WHERE on_hand - reserved <= low_stock_threshold
    ), flagged AS (
      INSERT INTO low_stock_flags (sku, flagged_at)
      SELECT low.sku, ${at} FROM low JOIN variants v ON v.sku = low.sku
      WHERE v.withdrawn_at IS NULL
        AND NOT EXISTS (SELECT FROM low_stock_flags f WHERE f.sku = low.sku)
        AND EXISTS (SELECT FROM stock_movements m WHERE m.sku = low.sku)
      ORDER BY low.sku LIMIT ${limit}
      ON CONFLICT DO NOTHING RETURNING sku
    )
    SELECT l.sku, p.name || ' — ' || v.name AS name, l.on_hand - l.reserved AS available,
      l.low_stock_threshold AS threshold
    FROM flagged JOIN stock_levels l ON l.sku = flagged.sku
    JOIN variants v ON v.sku = l.sku JOIN products p ON p.id = v.product_id
    ORDER BY available, l.sku`,

  /** Variants that are low now, the scarcest first. */
  async listLowVariants(
    after: LowStockPosition | null,
    limit: number,
  ): Promise<ListedLowVariant[]> {
    const beyond = after
      ? sql`AND (l.on_hand - l.reserved, l.sku) > (${after.available}::int, ${after.sku})`
      : empty;
    const rows = await db.$queryRaw<(VariantRow & { available: number })[]>`
      SELECT ${variantColumns}, l.on_hand - l.reserved AS available
      FROM stock_levels l JOIN variants v ON v.sku = l.sku
      WHERE ${isLow} ${beyond} ORDER BY available, l.sku LIMIT ${limit}`;
    return rows.map((row) => ({ ...toVariant(row), available: row.available }));
  },
});
