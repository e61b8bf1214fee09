/** What there is to be asked for: read from the database, so that every value is one that is found. */
import type pg from 'pg';

export interface Catalogue {
  /** Slugs. */
  categories: string[];
  /** A thousand of them, from all over the catalogue. */
  products: { slug: string; name: string }[];
  /** What orders hold: SKU, name, price. */
  goods: { sku: string; name: string; amount: number }[];
}

export async function readCatalogue(inventory: pg.Pool): Promise<Catalogue> {
  const { rows: categories } = await inventory.query<{ slug: string }>(
    'SELECT slug FROM categories WHERE EXISTS (SELECT 1 FROM products WHERE category_id = categories.id) ORDER BY slug',
  );
  const { rows: products } = await inventory.query<Catalogue['products'][number]>(
    `SELECT slug, name FROM (
      SELECT slug, name, row_number() OVER (ORDER BY id) - 1 AS nth, count(*) OVER () AS total FROM products
    ) p WHERE nth % greatest(1, total / 1000) = 0 ORDER BY md5(slug) LIMIT 1000`,
  );
  const { rows: goods } = await inventory.query<Catalogue['goods'][number]>(
    `SELECT v.sku, p.name || ' — ' || v.name AS name, v.price_amount AS amount
    FROM variants v JOIN products p ON p.id = v.product_id ORDER BY v.sku LIMIT 2000`,
  );
  return { categories: categories.map(({ slug }) => slug), products, goods };
}
