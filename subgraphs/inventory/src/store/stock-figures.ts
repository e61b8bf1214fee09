/**
 * How much of what is on sale there is, by category and level. All levels are read each time, a part of a
 * second for 100,000 variants: staff look now and then, and an order would pay for figures that are kept.
 */
import type { StockLevel } from '../generated/resolvers.js';
import type { CategoryView } from '../views.js';
import type { Sql } from './database.js';

export interface StockFigure {
  category: CategoryView;
  level: StockLevel;
  variants: number;
  units: number;
}

interface StockFigureRow extends CategoryView {
  level: StockLevel;
  variants: number;
  units: number;
}

export const stockFigures = (db: Sql) => ({
  /** By the category's name; what has no variants is left out. */
  async stockFigures(): Promise<StockFigure[]> {
    const rows = await db.$queryRaw<StockFigureRow[]>`
      SELECT c.id, c.slug, c.name, level, sum(variants)::int AS variants, sum(units)::float8 AS units
      FROM (
        SELECT p.category_id, CASE WHEN available <= 0 THEN 'OUT' WHEN available <= 5 THEN 'LOW'
            ELSE 'IN_STOCK' END AS level,
          count(*) AS variants, sum(available) AS units
        FROM (
          SELECT v.product_id, l.on_hand - l.reserved AS available
          FROM variants v JOIN stock_levels l ON l.sku = v.sku WHERE v.withdrawn_at IS NULL
        ) sold JOIN products p ON p.id = sold.product_id
        GROUP BY 1, 2
      ) figures JOIN categories c ON c.id = figures.category_id
      GROUP BY c.id, level ORDER BY c.name, c.id, level`;
    return rows.map(({ level, variants, units, ...category }) => ({
      category,
      level,
      variants,
      units,
    }));
  },
});
