/** The whole catalogue's prices, batch by batch, to be announced again. */
import type { PrismaClient, Sql } from './database.js';
import type { PricedVariant } from './product-changes.js';

export interface AnnouncedProducts {
  lastId: string | null;
  products: number;
  /** On sale. */
  priced: PricedVariant[];
  /** No longer on sale. */
  withdrawn: string[];
  /** A time at which all this is so, by the database's clock: the caller's may be an operator's. */
  at: Date;
}

interface VariantRow {
  sku: string;
  name: string;
  amount: number;
  currency: PricedVariant['price']['currency'];
  isWithdrawn: boolean;
}

export const announcedVariantViews = (prisma: PrismaClient) => ({
  countProductsEver: (): Promise<number> => prisma.product.count(),
});

export const announcedVariants = (db: Sql) => ({
  /** The variants of the next products by id, whose prices cannot change until the transaction ends. */
  async lockProductsAfter(afterId: string | null, limit: number): Promise<AnnouncedProducts> {
    const products = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM products WHERE ${afterId}::uuid IS NULL OR id > ${afterId}::uuid
      ORDER BY id LIMIT ${limit} FOR SHARE`;
    const ids = products.map(({ id }) => id);
    const rows = await db.$queryRaw<VariantRow[]>`
      SELECT v.sku, p.name || ' — ' || v.name AS name, v.price_amount AS amount, v.currency,
        v.withdrawn_at IS NOT NULL AS "isWithdrawn"
      FROM variants v JOIN products p ON p.id = v.product_id
      WHERE v.product_id = ANY (${ids}::uuid[]) ORDER BY v.sku`;
    const [clock] = await db.$queryRaw<[{ at: Date }]>`SELECT clock_timestamp() AS at`;
    return {
      lastId: ids.at(-1) ?? null,
      products: ids.length,
      priced: rows
        .filter(({ isWithdrawn }) => !isWithdrawn)
        .map(({ sku, name, amount, currency }) => ({ sku, name, price: { amount, currency } })),
      withdrawn: rows.filter(({ isWithdrawn }) => isWithdrawn).map(({ sku }) => sku),
      at: clock.at,
    };
  },
});
