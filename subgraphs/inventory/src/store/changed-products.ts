/** What changed of the catalogue, for clients that keep some of it: one statement, in the order of its index. */
import type { ProductView } from '../views.js';
import { type ProductRow, productColumns, toProduct } from './catalogue-reads.js';
import { type Database, sql, type Statement } from './database.js';

export interface ChangedProduct extends ProductView {
  updatedAt: Date;
}

/** Changed after `since`, or after that product. */
export interface ChangesPage {
  since: Date;
  after: { updatedAt: Date; id: string } | null;
  limit: number;
}

export const changedProducts = (database: Database) => ({
  async changedProducts(page: ChangesPage): Promise<ChangedProduct[]> {
    const rows = await database.$queryRaw<(ProductRow & { updatedAt: Date })[]>(changesPage(page));
    return rows.map((row) => ({ ...toProduct(row), updatedAt: row.updatedAt }));
  },
});

/** Comes after every product of a moment. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The statement behind a page. */
export const changesPage = ({ since, after, limit }: ChangesPage): Statement => sql`
  SELECT ${productColumns}, p.updated_at AS "updatedAt" FROM products p
  WHERE (p.updated_at, p.id) > (${after?.updatedAt ?? since}::timestamptz, ${after?.id ?? lastId}::uuid)
  ORDER BY p.updated_at, p.id LIMIT ${limit}`;
