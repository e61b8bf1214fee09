/** What staff see of the stock: lists of variants, withdrawn ones too, and the ledger. Read only. */
import type { StockLevel } from '../generated/resolvers.js';
import { readSearchWords } from '../domain/search-words.js';
import type { MovementView, VariantView } from '../views.js';
import { toVariant, variantColumns, type VariantRow } from './catalogue-reads.js';
import { join, sql, type Sql, type Statement } from './database.js';

export interface StockBoardQuery {
  /** Never blank. */
  search?: string;
  level?: StockLevel;
  withdrawn: boolean;
  /** The SKU that the page comes after. */
  after: string | null;
  limit: number;
}

/** Variants of one product that staff see. */
const allVariantsShown = 100;

const available = sql`l.on_hand - l.reserved`;
const levels: Record<StockLevel, Statement> = {
  OUT: sql`${available} <= 0`,
  LOW: sql`${available} BETWEEN 1 AND 5`,
  IN_STOCK: sql`${available} > 5`,
};

export const stockBoard = (db: Sql) => ({
  /** A page of variants by SKU: walks the primary key. */
  async listStock(query: StockBoardQuery): Promise<VariantView[]> {
    const rows = await db.$queryRaw<VariantRow[]>`
      SELECT ${variantColumns} FROM variants v JOIN stock_levels l ON l.sku = v.sku
      WHERE ${join(conditionsOf(query), ' AND ')} ORDER BY v.sku LIMIT ${query.limit}`;
    return rows.map(toVariant);
  },

  /** All variants of each product, by SKU, 100 at most. */
  async allVariantsByProduct(productIds: readonly string[]): Promise<VariantView[]> {
    const rows = await db.$queryRaw<VariantRow[]>`
      SELECT v.* FROM unnest(${productIds}::uuid[]) AS wanted (product_id)
      CROSS JOIN LATERAL (
        SELECT ${variantColumns} FROM variants v
        WHERE v.product_id = wanted.product_id ORDER BY v.sku LIMIT ${allVariantsShown}
      ) v`;
    return rows.map(toVariant);
  },

  /** The latest `limit` movements of each SKU, the latest first. */
  movementsBySku: (skus: readonly string[], limit: number): Promise<MovementView[]> =>
    db.$queryRaw<MovementView[]>`
      SELECT m.* FROM unnest(${skus}::text[]) AS wanted (sku)
      CROSS JOIN LATERAL (
        SELECT id, sku, kind, on_hand_delta AS "onHandDelta", reserved_delta AS "reservedDelta",
          order_id AS "orderId", reference, created_at AS at
        FROM stock_movements WHERE sku = wanted.sku ORDER BY id DESC LIMIT ${limit}
      ) m`,
});

function conditionsOf({ search, level, withdrawn, after }: StockBoardQuery): Statement[] {
  const conditions = [withdrawn ? sql`v.withdrawn_at IS NOT NULL` : sql`v.withdrawn_at IS NULL`];
  if (level) conditions.push(levels[level]);
  if (after !== null) conditions.push(sql`v.sku > ${after}`);
  if (search) {
    const { all } = readSearchWords(search);
    conditions.push(sql`(starts_with(lower(v.sku), lower(${search})) OR v.product_id IN (
      SELECT id FROM products p WHERE p.search @@ websearch_to_tsquery('english', ${all})))`);
  }
  return conditions;
}
