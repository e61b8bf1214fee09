/**
 * Lists of products: every combination of search, filter and order is one statement that an index
 * serves, also at 100,000 variants; test/search-plans.int.test.ts holds the plans to that.
 * What may be asked is decided in domain/product-list.ts.
 */
import type { ListedFilter, ListMode, PageKey, ProductListQuery } from '../domain/product-list.js';
import { listedUpTo } from '../domain/product-list.js';
import { readComparedWords, readSearchWords } from '../domain/search-words.js';
import type { ProductView } from '../views.js';
import { productColumns, toProduct } from './catalogue-reads.js';
import { type Client, type Database, Prisma } from './database.js';

type ProductRow = Parameters<typeof toProduct>[0] & { sortKey: string | number };
export type ListedProduct = ProductView & { sortKey: string | number };

/** How like a part of a name must be to a typed word to be taken for it; 1 is equal. */
const similarityThreshold = 0.55;

/** Sort key, direction and comparison of each order. The id decides between equal keys. */
const orders = {
  NEWEST: { key: Prisma.sql`''`, by: Prisma.sql`p.id DESC` },
  PRICE_ASC: {
    key: Prisma.sql`p.min_price_amount`,
    by: Prisma.sql`p.min_price_amount, p.id`,
  },
  PRICE_DESC: {
    key: Prisma.sql`p.min_price_amount`,
    by: Prisma.sql`p.min_price_amount DESC, p.id DESC`,
  },
  NAME: { key: Prisma.sql`lower(p.name)`, by: Prisma.sql`lower(p.name), p.id` },
} as const;

export const productSearch = (client: Client) => ({
  /** One page and, when there is more, one product of the next. */
  async listProducts(query: ProductListQuery): Promise<ListedProduct[]> {
    const statement = query.sort === 'RELEVANCE' ? rankedPage(query) : orderedPage(query);
    const rows = await withThreshold(client, query.mode, (on) =>
      on.$queryRaw<ProductRow[]>(statement),
    );
    return rows.map((row) => ({ ...toProduct(row), sortKey: row.sortKey }));
  },

  /** How many products match, counted up to 10,000. */
  async countProducts(mode: ListMode, filter: ListedFilter): Promise<number> {
    const statement = countOf(mode, filter);
    const [row] = await withThreshold(client, mode, (on) =>
      on.$queryRaw<{ total: number }[]>(statement),
    );
    return row!.total;
  },
});

/** Runs it with the trigram threshold set, which needs a transaction of its own. */
async function withThreshold<T>(
  client: Client,
  mode: ListMode,
  run: (on: Database) => Promise<T>,
): Promise<T> {
  if (mode !== 'SIMILAR') return run(client);
  return client.$transaction(async (db) => {
    await db.$executeRaw`
      SELECT set_config('pg_trgm.word_similarity_threshold', ${String(similarityThreshold)}, true)`;
    return run(db);
  });
}

/** NEWEST, PRICE_*, NAME: walks the order's index, or sorts the few that match a search. */
export function orderedPage({ mode, filter, sort, after, limit }: ProductListQuery): Prisma.Sql {
  const { key, by } = orders[sort as keyof typeof orders];
  const conditions = [...matching(mode, filter), ...(after ? [beyond(sort, after)] : [])];
  return Prisma.sql`
    SELECT ${productColumns}, ${key} AS "sortKey" FROM products p
    ${where(conditions)} ORDER BY ${by} LIMIT ${limit}`;
}

/** RELEVANCE: ranks what matches, the newest 10,000 at most. */
export function rankedPage({ mode, filter, after, limit }: ProductListQuery): Prisma.Sql {
  const rank = rankOf(mode, filter.search!);
  const found = candidates(mode, filter, Prisma.sql`p.*`);
  const rest = after
    ? Prisma.sql`WHERE (ranked."sortKey", ranked.id) < (${after.key}::float8, ${after.id}::uuid)`
    : Prisma.empty;
  return Prisma.sql`
    SELECT * FROM (
      SELECT ${productColumns}, ${rank}::float8 AS "sortKey" FROM (${found}) p
    ) ranked
    ${rest} ORDER BY "sortKey" DESC, id DESC LIMIT ${limit}`;
}

/** Counts what matches, up to 10,000. */
export const countOf = (mode: ListMode, filter: ListedFilter): Prisma.Sql =>
  Prisma.sql`SELECT count(*)::int AS total FROM (${candidates(mode, filter, Prisma.sql`1`)}) found`;

/** Ordered, so that an index is walked instead of the table when nearly everything matches. */
function candidates(mode: ListMode, filter: ListedFilter, columns: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT ${columns} FROM products p ${where(matching(mode, filter))}
    ORDER BY p.id DESC LIMIT ${listedUpTo}`;
}

const where = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length > 0 ? Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}` : Prisma.empty;

function matching(mode: ListMode, filter: ListedFilter): Prisma.Sql[] {
  const { search, category, priceMin, priceMax, inStock } = filter;
  const conditions: Prisma.Sql[] = [];
  if (mode === 'TEXT') conditions.push(Prisma.sql`p.search @@ ${textQuery(search!)}`);
  if (mode === 'SIMILAR')
    for (const word of readComparedWords(search!))
      conditions.push(Prisma.sql`lower(${word}) <% lower(p.name)`);
  if (category)
    conditions.push(
      Prisma.sql`p.category_id = (SELECT id FROM categories WHERE slug = ${category})`,
    );
  if (priceMin != null) conditions.push(Prisma.sql`p.min_price_amount >= ${priceMin}`);
  if (priceMax != null) conditions.push(Prisma.sql`p.min_price_amount <= ${priceMax}`);
  if (inStock) conditions.push(Prisma.sql`p.in_stock`);
  return conditions;
}

/** The words as a search engine takes them, or with the last one still being typed. */
function textQuery(search: string): Prisma.Sql {
  const { all, finished, unfinished } = readSearchWords(search);
  const whole = Prisma.sql`websearch_to_tsquery('english', ${all})`;
  if (!unfinished) return whole;
  return Prisma.sql`(${whole} || (websearch_to_tsquery('english', ${finished}) &&
    to_tsquery('simple', ${`${unfinished}:*`})))`;
}

const rankOf = (mode: ListMode, search: string): Prisma.Sql =>
  mode === 'SIMILAR'
    ? Prisma.sql`word_similarity(lower(${search}), lower(p.name))`
    : Prisma.sql`ts_rank(p.search, ${textQuery(search)})`;

/** What comes after the cursor, as one comparison that the index understands. */
function beyond(sort: ProductListQuery['sort'], { key, id }: PageKey): Prisma.Sql {
  if (sort === 'NEWEST') return Prisma.sql`p.id < ${id}::uuid`;
  if (sort === 'NAME')
    return Prisma.sql`(lower(p.name), p.id) > (${String(key)}::text, ${id}::uuid)`;
  return sort === 'PRICE_ASC'
    ? Prisma.sql`(p.min_price_amount, p.id) > (${Number(key)}::int, ${id}::uuid)`
    : Prisma.sql`(p.min_price_amount, p.id) < (${Number(key)}::int, ${id}::uuid)`;
}
