/**
 * Products as their pages show them, with what can be bought and its levels. Those that are asked for at the
 * same time are one statement. A product comes as one JSON value: as rows of columns it would cost Node twice
 * as much to read.
 */
import type { Currency } from '@tributary/contracts';
import { gatherReads } from '@tributary/service/gathered-reads';
import type { ImageView, ProductView } from '../views.js';
import { toStocked, variantsShown } from './catalogue-reads.js';
import type { Sql } from './database.js';

/** In the order of the statement. */
type ProductJson = [
  id: string,
  slug: string,
  name: string,
  description: string,
  categoryId: string,
  images: ImageView[],
  minPriceAmount: number,
  maxPriceAmount: number,
  currency: Currency,
  variants: VariantJson[] | null,
];

type VariantJson = [
  sku: string,
  name: string,
  priceAmount: number,
  currency: Currency,
  onHand: number,
  reserved: number,
  lowStockThreshold: number,
];

/** The array comes out of a subselect: PostgreSQL then plans the statement once for all lengths. */
const pages = `
  SELECT (
    SELECT json_build_array(p.id, p.slug, p.name, p.description, p.category_id, p.images,
      p.min_price_amount, p.max_price_amount, p.currency, (
        SELECT json_agg(json_build_array(v.sku, v.name, v.price_amount, v.currency, v.on_hand, v.reserved,
          v.low_stock_threshold)) FROM (
          SELECT v.sku, v.name, v.price_amount, v.currency, l.on_hand, l.reserved, l.low_stock_threshold
          FROM variants v JOIN stock_levels l ON l.sku = v.sku
          WHERE v.product_id = p.id AND v.withdrawn_at IS NULL
          ORDER BY v.price_amount, v.sku LIMIT ${variantsShown}
        ) v
      ))
    FROM products p WHERE p.slug = page.slug
  ) AS product
  FROM unnest((SELECT $1::text[])) WITH ORDINALITY AS page (slug, nth)
  ORDER BY page.nth`;

export const productPages = (db: Sql) => ({
  /** Null for a slug that no product has. */
  stockedProductBySlug: gatherReads<string, ProductView | null>(async (slugs) => {
    const rows = await db.$queryRawUnsafe<{ product: ProductJson | null }[]>(pages, slugs);
    return rows.map(({ product }) => product && toProduct(product));
  }),
});

function toProduct(product: ProductJson): ProductView {
  const id = product[0];
  return {
    id,
    slug: product[1],
    name: product[2],
    description: product[3],
    categoryId: product[4],
    images: product[5],
    minPriceAmount: product[6],
    maxPriceAmount: product[7],
    currency: product[8],
    stocked: (product[9] ?? []).map((variant) => toVariant(variant, id)),
  };
}

const toVariant = (variant: VariantJson, productId: string) =>
  toStocked({
    sku: variant[0],
    productId,
    name: variant[1],
    priceAmount: variant[2],
    currency: variant[3],
    onHand: variant[4],
    reserved: variant[5],
    lowStockThreshold: variant[6],
  });
