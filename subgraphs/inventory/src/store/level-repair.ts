/**
 * Levels held against the ledger. A level and its movements commit together, so one statement sees both of one
 * moment: what it finds different is wrong, whatever goes on meanwhile, and nothing is locked to find out.
 */
import type { PrismaClient, Sql } from './database.js';
import { refreshInStock } from './stock.js';

export interface LevelRepair {
  /** SKUs whose level was not the sum of its movements, and is now. */
  corrected: string[];
  /** SKUs whose movements add up to what no stock can be: below nothing, or with more set aside than there is. */
  unsound: string[];
}

export const levelRepairViews = (prisma: PrismaClient) => ({
  countVariants: (): Promise<number> => prisma.variant.count(),

  async skusAfter(afterSku: string, limit: number): Promise<string[]> {
    const rows = await prisma.variant.findMany({
      where: { sku: { gt: afterSku } },
      orderBy: { sku: 'asc' },
      take: limit,
      select: { sku: true },
    });
    return rows.map(({ sku }) => sku);
  },
});

export const levelRepair = (db: Sql) => ({
  /** Those without a level, or with another than their movements add up to. */
  async skusOffLedger(skus: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ sku: string }[]>`
      SELECT wanted.sku FROM unnest(${skus}::text[]) AS wanted (sku)
      LEFT JOIN stock_levels l ON l.sku = wanted.sku
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(on_hand_delta), 0) AS on_hand, coalesce(sum(reserved_delta), 0) AS reserved
        FROM stock_movements m WHERE m.sku = wanted.sku
      ) ledger
      WHERE l.on_hand IS DISTINCT FROM ledger.on_hand OR l.reserved IS DISTINCT FROM ledger.reserved
      ORDER BY wanted.sku`;
    return rows.map(({ sku }) => sku);
  },

  /** Those whose product says that it is in stock when it is not, or the other way round. */
  async skusOffProduct(skus: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ sku: string }[]>`
      SELECT v.sku FROM variants v JOIN products p ON p.id = v.product_id
      WHERE v.sku = ANY (${skus}::text[]) AND p.in_stock <> EXISTS (
        SELECT FROM variants sibling JOIN stock_levels l ON l.sku = sibling.sku
        WHERE sibling.product_id = p.id AND sibling.withdrawn_at IS NULL AND l.on_hand > l.reserved)
      ORDER BY v.sku`;
    return rows.map(({ sku }) => sku);
  },

  /** Makes missing levels, which are 0 until they are set. */
  async addMissingLevels(skus: readonly string[]): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stock_levels (sku) SELECT sku FROM unnest(${skus}::text[]) AS sku ORDER BY sku
      ON CONFLICT (sku) DO NOTHING`;
  },

  /** Sets the levels to the sum of their movements. The caller holds the levels' locks. */
  async setLevelsToLedger(skus: readonly string[]): Promise<LevelRepair> {
    const rows = await db.$queryRaw<{ sku: string; isSound: boolean }[]>`
      WITH ledger AS (
        SELECT wanted.sku, coalesce(sum(on_hand_delta), 0) AS on_hand,
          coalesce(sum(reserved_delta), 0) AS reserved
        FROM unnest(${skus}::text[]) AS wanted (sku)
        LEFT JOIN stock_movements m ON m.sku = wanted.sku GROUP BY wanted.sku
      ), judged AS (
        SELECT *, reserved BETWEEN 0 AND on_hand AND on_hand <= 2147483647 AS is_sound FROM ledger
      ), corrected AS (
        UPDATE stock_levels l SET on_hand = judged.on_hand, reserved = judged.reserved
        FROM judged WHERE l.sku = judged.sku AND is_sound
          AND (l.on_hand, l.reserved) IS DISTINCT FROM (judged.on_hand, judged.reserved)
      )
      SELECT sku, is_sound AS "isSound" FROM judged ORDER BY sku`;
    const of = (isSound: boolean) =>
      rows.filter((row) => row.isSound === isSound).map(({ sku }) => sku);
    return { corrected: of(true), unsound: of(false) };
  },

  refreshInStock: (skus: readonly string[]) => refreshInStock(db, skus),
});
