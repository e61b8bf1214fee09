/**
 * Reads of the catalogue, each for a whole batch of keys in one statement: those that commands decide
 * on, and those that are asked most. The others are in catalogue-views.ts.
 */
import type { Currency } from '@tributary/contracts';
import type {
  CategoryView,
  ImageView,
  ProductView,
  QuoteView,
  StockView,
  VariantView,
} from '../views.js';
import { sql, type Sql } from './database.js';

/** Variants a product shows. */
export const variantsShown = 50;

export interface ProductRow {
  id: string;
  slug: string;
  name: string;
  description: string;
  categoryId: string;
  images: unknown;
  minPriceAmount: number;
  maxPriceAmount: number;
  currency: string;
}

export interface VariantRow {
  sku: string;
  productId: string;
  name: string;
  priceAmount: number;
  currency: string;
}

interface StockedRow extends VariantRow {
  onHand: number;
  reserved: number;
  lowStockThreshold: number;
}

/** The columns of a product `p`, named as `toProduct` wants them. */
export const productColumns = sql`p.id, p.slug, p.name, p.description,
  p.category_id AS "categoryId", p.images, p.min_price_amount AS "minPriceAmount",
  p.max_price_amount AS "maxPriceAmount", p.currency`;

export const toProduct = (row: ProductRow): ProductView => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  categoryId: row.categoryId,
  images: row.images as ImageView[],
  minPriceAmount: row.minPriceAmount,
  maxPriceAmount: row.maxPriceAmount,
  currency: row.currency as Currency,
});

export const toVariant = ({
  sku,
  productId,
  name,
  priceAmount,
  currency,
}: VariantRow): VariantView => ({
  sku,
  productId,
  name,
  price: { amount: priceAmount, currency: currency as Currency },
});

/** A variant that can be bought, with its level. */
export function toStocked(row: StockedRow): VariantView & { level: StockView } {
  const { sku, onHand, reserved, lowStockThreshold } = row;
  const available = onHand - reserved;
  const level = { sku, available, lowStockThreshold, onHand, reserved, withdrawnAt: null };
  return { ...toVariant(row), level };
}

/** The columns of a variant `v`, named as `toVariant` wants them. */
export const variantColumns = sql`v.sku, v.product_id AS "productId", v.name,
  v.price_amount AS "priceAmount", v.currency`;

/** The same with its level `l`, as `toStocked` wants them. */
const stockedColumns = sql`${variantColumns}, l.on_hand AS "onHand", l.reserved,
  l.low_stock_threshold AS "lowStockThreshold"`;

export const catalogueReads = (db: Sql) => ({
  /** Withdrawn ones too: what was bought stays readable. Unknown SKUs are absent, as everywhere here. */
  async variantsBySku(skus: readonly string[]): Promise<VariantView[]> {
    const rows = await db.$queryRaw<VariantRow[]>`
      SELECT ${variantColumns} FROM variants v
      WHERE v.sku = ANY ((SELECT ${skus}::text[])::text[])`;
    return rows.map(toVariant);
  },

  /**
   * What can be bought of each product: 50 at most, the cheapest first. PostgreSQL sees no number of ids
   * here, else it would make a new plan for each short list, which takes longer than to run it.
   */
  async variantsByProduct(productIds: readonly string[]): Promise<VariantView[]> {
    const rows = await db.$queryRaw<VariantRow[]>`
      SELECT v.* FROM unnest((SELECT ${productIds}::uuid[])::uuid[]) AS wanted (product_id)
      CROSS JOIN LATERAL (
        SELECT ${variantColumns} FROM variants v
        WHERE v.product_id = wanted.product_id AND v.withdrawn_at IS NULL
        ORDER BY v.price_amount, v.sku LIMIT ${variantsShown}
      ) v`;
    return rows.map(toVariant);
  },

  /** The same together with their stock. */
  async stockedVariantsByProduct(productIds: readonly string[]) {
    const rows = await db.$queryRaw<StockedRow[]>`
      SELECT v.* FROM unnest((SELECT ${productIds}::uuid[])::uuid[]) AS wanted (product_id)
      CROSS JOIN LATERAL (
        SELECT ${stockedColumns} FROM variants v JOIN stock_levels l ON l.sku = v.sku
        WHERE v.product_id = wanted.product_id AND v.withdrawn_at IS NULL
        ORDER BY v.price_amount, v.sku LIMIT ${variantsShown}
      ) v`;
    return rows.map(toStocked);
  },

  /** Units that can be bought now. */
  stockBySku: (skus: readonly string[]) =>
    db.$queryRaw<StockView[]>`
      SELECT v.sku,
        CASE WHEN v.withdrawn_at IS NULL THEN l.on_hand - l.reserved ELSE 0 END AS available,
        l.low_stock_threshold AS "lowStockThreshold", l.on_hand AS "onHand", l.reserved,
        v.withdrawn_at AS "withdrawnAt"
      FROM variants v JOIN stock_levels l ON l.sku = v.sku
      WHERE v.sku = ANY (${skus}::text[])`,

  categoriesBySlug: (slugs: readonly string[]): Promise<CategoryView[]> =>
    db.$queryRaw`SELECT id, slug, name FROM categories WHERE slug = ANY (${slugs}::text[])`,

  /**
   * Price and availability of what can be bought, in one statement; planned once, see stock.ts. Level
   * and product are looked up one by one: joined, those of a small catalogue are all read each time.
   */
  quote: (skus: readonly string[]): Promise<QuoteView[]> =>
    db.$queryRaw<QuoteView[]>`
      SELECT v.sku, (SELECT p.name FROM products p WHERE p.id = v.product_id) || ' — ' || v.name AS name,
        v.price_amount AS amount, v.currency, l.available
      FROM variants v
      CROSS JOIN LATERAL (
        SELECT on_hand - reserved AS available FROM stock_levels WHERE sku = v.sku LIMIT 1
      ) l
      WHERE v.sku = ANY ((SELECT ${skus}::text[])::text[]) AND v.withdrawn_at IS NULL`,
});
