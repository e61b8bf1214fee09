/**
 * The catalogue summed up, in memory: as many rows as there are different prices, instead of the products
 * themselves for each list. Read anew when a product changed, after each write of this process, and for what
 * is in stock after some seconds: how many can be bought is a hint where it is counted.
 */
import type { CatalogueSummary, SummaryRow } from '../domain/facets.js';
import type { CategoryView } from '../views.js';
import type { Sql } from './database.js';

/** Longest age of what is counted as in stock. */
const maxAgeMs = 5_000;
/** Of a catalogue that takes long to read, so many times as long: a fiftieth of the time is spent on it. */
const ageOfReading = 50;

interface Kept {
  /** When a product changed last, as the database says it. */
  version: string;
  summary: CatalogueSummary;
  freshUntil: number;
}

export interface CatalogueSummaries {
  read(): Promise<CatalogueSummary>;
  /** What was read until now is not shown any more. */
  forget(): void;
}

export function catalogueSummaries(
  db: Sql,
  categoriesById: (ids: readonly string[]) => Promise<CategoryView[]>,
  now: () => number = Date.now,
): CatalogueSummaries {
  let kept: Kept | undefined;
  let reading: { version: string; result: Promise<CatalogueSummary> } | undefined;

  const readVersion = async (): Promise<string> => {
    const [row] = await db.$queryRaw<{ version: string }[]>`
      SELECT coalesce(max(updated_at)::text, '') AS version FROM products`;
    return row!.version;
  };
  const readSummary = async (): Promise<CatalogueSummary> => {
    const rows = await db.$queryRaw<SummaryRow[]>`
      SELECT category_id AS "categoryId", min_price_amount AS amount, currency,
        in_stock AS "inStock", count(*)::int AS count
      FROM products GROUP BY category_id, min_price_amount, currency, in_stock`;
    const ids = [...new Set(rows.map(({ categoryId }) => categoryId))];
    const categories = await categoriesById(ids);
    return { rows, categories: new Map(categories.map((category) => [category.id, category])) };
  };
  const renew = async (version: string): Promise<CatalogueSummary> => {
    const startedAt = now();
    const mine = { version, result: readSummary() };
    reading = mine;
    try {
      const summary = await mine.result;
      const ageMs = Math.max(maxAgeMs, ageOfReading * (now() - startedAt));
      if (reading === mine) kept = { version, summary, freshUntil: now() + ageMs };
      return summary;
    } finally {
      if (reading === mine) reading = undefined;
    }
  };

  return {
    async read() {
      const version = await readVersion();
      if (kept?.version === version && now() < kept.freshUntil) return kept.summary;
      // Whoever comes meanwhile waits for the same, unless something has changed since it began.
      return reading?.version === version ? reading.result : renew(version);
    },
    forget() {
      kept = undefined;
      reading = undefined;
    },
  };
}
