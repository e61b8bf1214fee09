/** The stock in figures, for staff's charts: read once per request, and only when they are asked for. */
import { requirePageSize, requireStaff } from '@tributary/service';
import type { Resolvers, StockLevel } from '../generated/resolvers.js';
import type { StockFigure } from '../store.js';

export interface StockReportView {
  figures: () => Promise<StockFigure[]>;
}

const categoriesShown = 100;
const levels: readonly StockLevel[] = ['IN_STOCK', 'LOW', 'OUT'];

export const stockReportQueries = {
  stockReport(_root, _args, { identity, store }): StockReportView {
    requireStaff(identity);
    let read: Promise<StockFigure[]> | undefined;
    return { figures: () => (read ??= store.stockFigures()) };
  },
} satisfies Resolvers['Query'];

export const stockReportTypes: Resolvers = {
  StockReport: {
    async levels({ figures }) {
      const all = await figures();
      return levels.map((level) => ({
        level,
        ...sumUp(all.filter((figure) => figure.level === level)),
      }));
    },
    async categories({ figures }) {
      const byId = groupByCategory(await figures());
      return [...byId.values()].slice(0, categoriesShown).map((own) => ({
        category: own[0]!.category,
        soldOut: own.find(({ level }) => level === 'OUT')?.variants ?? 0,
        ...sumUp(own),
      }));
    },
    async lowStock(_report, { first }, { store, loaders }) {
      const rows = await store.listLowVariants(null, requirePageSize(first ?? 10));
      for (const variant of rows) loaders.variantsBySku.prime(variant.sku, variant);
      return rows;
    },
  },
};

const sumUp = (figures: readonly StockFigure[]) => ({
  variants: figures.reduce((sum, { variants }) => sum + variants, 0),
  units: figures.reduce((sum, { units }) => sum + units, 0),
});

function groupByCategory(figures: readonly StockFigure[]): Map<string, StockFigure[]> {
  const groups = new Map<string, StockFigure[]>();
  for (const figure of figures) {
    const group = groups.get(figure.category.id);
    if (group) group.push(figure);
    else groups.set(figure.category.id, [figure]);
  }
  return groups;
}
