/** Additions to the catalogue, set by set: one product of staff, a chunk of an import, a batch of the seed. */
import type { Currency } from '@tributary/contracts';
import type { Level } from '../domain/stock.js';
import type { CategoryView, ImageView } from '../views.js';
import { asRecords, type Sql } from './database.js';

export interface NewVariant {
  sku: string;
  name: string;
  amount: number;
}

/** A product to be added; its stock begins at 0. */
export interface NewProduct {
  id: string;
  slug: string;
  name: string;
  description: string;
  category: CategoryView;
  images: ImageView[];
  currency: Currency;
  /** At least one. */
  variants: NewVariant[];
  createdAt: Date;
  /** Whether stock is about to be booked in, to save a second write of the row. */
  inStock?: boolean;
}

/** A slug or a SKU was taken in the meantime; the transaction is to be given up. */
export class CatalogueConflict extends Error {
  override name = 'CatalogueConflict';
}

export const newProducts = (db: Sql) => ({
  /** Adds categories that do not exist yet, by slug. */
  async addCategories(categories: readonly CategoryView[]): Promise<void> {
    await db.$executeRaw`
      INSERT INTO categories (id, slug, name)
      SELECT id, slug, name
      FROM jsonb_to_recordset(${asRecords(categories)}::text::jsonb) AS row (id uuid, slug text, name text)
      ON CONFLICT DO NOTHING`;
  },

  /** Those of the slugs and SKUs that are in use. */
  async findTaken(slugs: readonly string[], skus: readonly string[]) {
    const rows = await db.$queryRaw<{ slug: string | null; sku: string | null }[]>`
      SELECT slug, NULL AS sku FROM products WHERE slug = ANY (${slugs}::text[])
      UNION ALL SELECT NULL, sku FROM variants WHERE sku = ANY (${skus}::text[])`;
    return {
      slugs: new Set(rows.flatMap(({ slug }) => slug ?? [])),
      skus: new Set(rows.flatMap(({ sku }) => sku ?? [])),
    };
  },

  /**
   * Adds products with their variants and levels of 0, which it answers: three statements for any
   * number of them.
   * @throws CatalogueConflict when a slug or SKU is in use
   */
  async addProducts(products: readonly NewProduct[]): Promise<Level[]> {
    const variants = products.flatMap(toVariantRecords);
    const added = await insertProducts(db, products.map(toProductRecord));
    if (added !== products.length) throw new CatalogueConflict('A slug is in use.');
    if ((await insertVariants(db, variants)) !== variants.length)
      throw new CatalogueConflict('A SKU is in use.');
    await db.$executeRaw`INSERT INTO stock_levels (sku)
      SELECT unnest(${variants.map(({ sku }) => sku)}::text[])`;
    return variants.map(({ sku }) => ({ sku, onHand: 0, reserved: 0 }));
  },
});

function insertProducts(db: Sql, records: object[]): Promise<number> {
  return db.$executeRaw`
    INSERT INTO products (id, slug, name, description, category_id, category_name, images,
      min_price_amount, max_price_amount, currency, in_stock, created_at, updated_at)
    SELECT id, slug, name, description, "categoryId", "categoryName", images, min, max, currency,
      "inStock", "createdAt", "createdAt"
    FROM jsonb_to_recordset(${asRecords(records)}::text::jsonb) AS row (id uuid, slug text,
      name text, description text, "categoryId" uuid, "categoryName" text, images jsonb, min int,
      max int, currency text, "inStock" boolean, "createdAt" timestamptz)
    ON CONFLICT (slug) DO NOTHING`;
}

function insertVariants(db: Sql, records: object[]): Promise<number> {
  return db.$executeRaw`
    INSERT INTO variants (sku, product_id, name, price_amount, currency, created_at)
    SELECT sku, "productId", name, amount, currency, "createdAt"
    FROM jsonb_to_recordset(${asRecords(records)}::text::jsonb) AS row (sku text,
      "productId" uuid, name text, amount int, currency text, "createdAt" timestamptz)
    ON CONFLICT (sku) DO NOTHING`;
}

function toProductRecord({ category, variants, ...product }: NewProduct) {
  const amounts = variants.map(({ amount }) => amount);
  return {
    ...product,
    inStock: product.inStock ?? false,
    categoryId: category.id,
    categoryName: category.name,
    min: Math.min(...amounts),
    max: Math.max(...amounts),
  };
}

const toVariantRecords = ({ id, currency, createdAt, variants }: NewProduct) =>
  variants.map((variant) => ({ ...variant, productId: id, currency, createdAt }));
