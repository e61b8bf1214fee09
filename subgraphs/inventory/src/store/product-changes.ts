/**
 * Changes to products that exist. Prices and availability that a product copies from its variants are
 * changed together with them; whoever changes a product or its variants locks the product first.
 */
import type { Money } from '@tributary/contracts';
import type { CategoryView, ProductView } from '../views.js';
import { productColumns, toProduct } from './catalogue-reads.js';
import { asRecords, type Sql } from './database.js';
import { refreshInStock } from './stock.js';

export interface PricedVariant {
  sku: string;
  /** Product and variant, as a buyer reads it. */
  name: string;
  price: Money;
}

export type ProductChanges = Partial<Pick<ProductView, 'name' | 'description' | 'images'>> & {
  category?: CategoryView;
};

export const productChanges = (db: Sql) => ({
  /** The product, locked; null when there is none. */
  async lockProduct(id: string): Promise<ProductView | null> {
    const [row] = await db.$queryRaw<Parameters<typeof toProduct>[0][]>`
      SELECT ${productColumns} FROM products p WHERE p.id = ${id}::uuid FOR NO KEY UPDATE`;
    return row ? toProduct(row) : null;
  },

  async updateProduct(id: string, changes: ProductChanges, at: Date): Promise<void> {
    const { category, name, description, images } = changes;
    const pictures = images ? asRecords(images.map(({ url, alt }) => ({ url, alt }))) : null;
    await db.$executeRaw`
      UPDATE products SET
        category_id = COALESCE(${category?.id ?? null}::uuid, category_id),
        category_name = COALESCE(${category?.name ?? null}, category_name),
        name = COALESCE(${name ?? null}, name),
        description = COALESCE(${description ?? null}, description),
        images = COALESCE(${pictures}::text::jsonb, images), updated_at = ${at}
      WHERE id = ${id}::uuid`;
  },

  /** Sets the price and the product's range. The caller holds the product's lock. */
  async setPrice(productId: string, sku: string, price: Money, at: Date): Promise<void> {
    await db.$executeRaw`UPDATE variants
      SET price_amount = ${price.amount}, currency = ${price.currency} WHERE sku = ${sku}`;
    await refreshPriceRange(db, productId, at);
  },

  /** Takes the variant off sale. The caller holds the locks of its level and its product. */
  async withdrawVariant(productId: string, sku: string, at: Date): Promise<void> {
    await db.$executeRaw`UPDATE variants SET withdrawn_at = ${at} WHERE sku = ${sku}`;
    await refreshPriceRange(db, productId, at);
    await refreshInStock(db, [sku]);
  },

  /** Every variant of the product that is on sale, as carts and orders want to hear of it. */
  async pricedVariants(productId: string): Promise<PricedVariant[]> {
    const rows = await db.$queryRaw<(Omit<PricedVariant, 'price'> & Money)[]>`
      SELECT v.sku, p.name || ' — ' || v.name AS name, v.price_amount AS amount, v.currency
      FROM variants v JOIN products p ON p.id = v.product_id
      WHERE v.product_id = ${productId}::uuid AND v.withdrawn_at IS NULL ORDER BY v.sku`;
    return rows.map(({ sku, name, amount, currency }) => ({
      sku,
      name,
      price: { amount, currency },
    }));
  },
});

/** The range over what is on sale; when all is withdrawn the last range stays. */
async function refreshPriceRange(db: Sql, productId: string, at: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE products p SET min_price_amount = coalesce(range.min, p.min_price_amount),
      max_price_amount = coalesce(range.max, p.max_price_amount),
      currency = coalesce(range.currency, p.currency), updated_at = ${at}
    FROM (
      SELECT min(price_amount), max(price_amount), min(currency) AS currency
      FROM variants WHERE product_id = ${productId}::uuid AND withdrawn_at IS NULL
    ) range
    WHERE p.id = ${productId}::uuid`;
}
