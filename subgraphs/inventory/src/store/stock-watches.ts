/** Who waits for what: a row per user and variant, taken out by whoever tells the user. */
import type { VariantView } from '../views.js';
import { toVariant } from './catalogue-reads.js';
import type { PrismaClient, Sql } from './database.js';

/** What the users who wait for a variant are told. */
export interface WatchedVariant {
  sku: string;
  /** Product and variant, as a buyer reads it. */
  name: string;
  productSlug: string;
  available: number;
  /** Can no longer be bought, whatever the stock. */
  withdrawn: boolean;
}

export const stockWatchViews = (prisma: PrismaClient) => ({
  /** What the user watches, the newest first. */
  async watchedVariants(userId: string): Promise<VariantView[]> {
    const rows = await prisma.stockWatch.findMany({
      where: { userId },
      orderBy: [{ createdAt: 'desc' }, { sku: 'asc' }],
      select: { variant: true },
    });
    return rows.map(({ variant }) => toVariant(variant));
  },
});

export const stockWatches = (db: Sql) => ({
  async countWatches(userId: string): Promise<number> {
    const [row] = await db.$queryRaw<[{ total: number }]>`
      SELECT count(*)::int AS total FROM stock_watches WHERE user_id = ${userId}::uuid`;
    return row.total;
  },

  /** Does nothing when the user watches it already. */
  async addWatch(userId: string, sku: string, createdAt: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stock_watches (user_id, sku, created_at)
      VALUES (${userId}::uuid, ${sku}, ${createdAt}) ON CONFLICT DO NOTHING`;
  },

  async removeWatch(userId: string, sku: string): Promise<void> {
    await db.$executeRaw`DELETE FROM stock_watches WHERE user_id = ${userId}::uuid AND sku = ${sku}`;
  },

  /** Forgets what the user waits for. */
  async removeWatchesOf(userId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM stock_watches WHERE user_id = ${userId}::uuid`;
  },

  /** Those of the SKUs that the user watches. */
  watchedSkus: (userId: string, skus: readonly string[]): Promise<{ sku: string }[]> =>
    db.$queryRaw`
      SELECT sku FROM stock_watches WHERE user_id = ${userId}::uuid AND sku = ANY (${skus}::text[])`,

  /** Watched SKUs after `afterSku` that need waiting for no more: in stock again, or withdrawn. */
  async settledWatches(afterSku: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ sku: string }[]>`
      WITH watched AS MATERIALIZED (
        SELECT DISTINCT sku FROM stock_watches WHERE sku > ${afterSku}
      )
      SELECT w.sku FROM watched w
      JOIN stock_levels l ON l.sku = w.sku JOIN variants v ON v.sku = w.sku
      WHERE l.on_hand > l.reserved OR v.withdrawn_at IS NOT NULL
      ORDER BY w.sku LIMIT ${limit}`;
    return rows.map(({ sku }) => sku);
  },

  async watchedVariant(sku: string): Promise<WatchedVariant | null> {
    const [row] = await db.$queryRaw<WatchedVariant[]>`
      SELECT v.sku, p.name || ' — ' || v.name AS name, p.slug AS "productSlug",
        l.on_hand - l.reserved AS available, v.withdrawn_at IS NOT NULL AS withdrawn
      FROM variants v JOIN products p ON p.id = v.product_id JOIN stock_levels l ON l.sku = v.sku
      WHERE v.sku = ${sku}`;
    return row ?? null;
  },

  /**
   * Deletes up to `limit` watches of a variant, those who waited longest first, and answers whose they
   * were. Each watch is taken by one transaction; those that another one holds are left to it.
   */
  async takeWatches(sku: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ userId: string }[]>`
      WITH taken AS MATERIALIZED (
        SELECT user_id FROM stock_watches WHERE sku = ${sku}
        ORDER BY created_at, user_id LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      DELETE FROM stock_watches w USING taken
      WHERE w.sku = ${sku} AND w.user_id = taken.user_id
      RETURNING w.user_id AS "userId"`;
    return rows.map(({ userId }) => userId);
  },
});
