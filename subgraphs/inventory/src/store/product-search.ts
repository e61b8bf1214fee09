/**
 * Lists of products: every combination of search, filter and order is one statement that an index
 * serves, also at 100,000 variants; test/search-plans.int.test.ts holds the plans to that.
 * What may be asked is decided in domain/product-list.ts.
 */
import { countListed, toFacets } from '../domain/facets.js';
import type { ListedFilter, ListMode, PageKey, ProductListQuery } from '../domain/product-list.js';
import { listedUpTo } from '../domain/product-list.js';
import { readComparedWords, readSearchWords } from '../domain/search-words.js';
import type { FacetsView, ProductView } from '../views.js';
import { productColumns, toProduct } from './catalogue-reads.js';
import type { CatalogueSummaries } from './catalogue-summary.js';
import { type Database, empty, join, sql, type Sql, type Statement } from './database.js';

type ProductRow = Parameters<typeof toProduct>[0] & { sortKey: string | number };
export type ListedProduct = ProductView & { sortKey: string | number };

/** How like a part of a name must be to a typed word to be taken for it; 1 is equal. */
const similarityThreshold = 0.55;

/** Sort key, direction and comparison of each order. The id decides between equal keys. */
const orders = {
  NEWEST: { key: sql`''`, by: sql`p.id DESC` },
  PRICE_ASC: {
    key: sql`p.min_price_amount`,
    by: sql`p.min_price_amount, p.id`,
  },
  PRICE_DESC: {
    key: sql`p.min_price_amount`,
    by: sql`p.min_price_amount DESC, p.id DESC`,
  },
  NAME: { key: sql`lower(p.name)`, by: sql`lower(p.name), p.id` },
} as const;

export const productSearch = (database: Database, summaries: CatalogueSummaries) => ({
  /** One page and, when there is more, one product of the next. */
  async listProducts(query: ProductListQuery): Promise<ListedProduct[]> {
    const statement = query.sort === 'RELEVANCE' ? rankedPage(query) : orderedPage(query);
    const rows = await withThreshold(database, query.mode, (on) =>
      on.$queryRaw<ProductRow[]>(statement),
    );
    return rows.map((row) => ({ ...toProduct(row), sortKey: row.sortKey }));
  },

  /** What the list can be narrowed down to: of a search in one statement, see `facetsOf`. */
  async readFacets(mode: ListMode, filter: ListedFilter): Promise<FacetsView> {
    if (mode === 'ALL') return toFacets(await summaries.read(), filter);
    const statement = facetsOf(mode, filter);
    const [row] = await withThreshold(database, mode, (on) =>
      on.$queryRaw<FacetsView[]>(statement),
    );
    return row!;
  },

  /** How many products match, counted up to 10,000. */
  async countProducts(mode: ListMode, filter: ListedFilter): Promise<number> {
    if (mode === 'ALL') return Math.min(listedUpTo, countListed(await summaries.read(), filter));
    const statement = countOf(mode, filter);
    const [row] = await withThreshold(database, mode, (on) =>
      on.$queryRaw<{ total: number }[]>(statement),
    );
    return row!.total;
  },
});

/** Runs it with the trigram threshold set, which needs a transaction of its own. */
async function withThreshold<T>(
  database: Database,
  mode: ListMode,
  run: (on: Sql) => Promise<T>,
): Promise<T> {
  if (mode !== 'SIMILAR') return run(database);
  return database.transaction(async (tx) => {
    const set = tx.$executeRaw`
      SELECT set_config('pg_trgm.word_similarity_threshold', ${String(similarityThreshold)}, true)`;
    const [, answer] = await Promise.all([set, run(tx)]);
    return answer;
  });
}

/** NEWEST, PRICE_*, NAME: walks the order's index, or sorts the few that match a search. */
export function orderedPage({ mode, filter, sort, after, limit }: ProductListQuery): Statement {
  const { key, by } = orders[sort as keyof typeof orders];
  const conditions = [...matching(mode, filter), ...(after ? [beyond(sort, after)] : [])];
  return sql`
    SELECT ${productColumns}, ${key} AS "sortKey" FROM products p
    ${where(conditions)} ORDER BY ${by} LIMIT ${limit}`;
}

/** RELEVANCE: ranks what matches, the newest 10,000 at most. */
export function rankedPage({ mode, filter, after, limit }: ProductListQuery): Statement {
  const rank = rankOf(mode, filter.search!);
  const found = candidates(mode, filter, sql`p.*`);
  const rest = after
    ? sql`WHERE (ranked."sortKey", ranked.id) < (${after.key}::float8, ${after.id}::uuid)`
    : empty;
  return sql`
    SELECT * FROM (
      SELECT ${productColumns}, ${rank}::float8 AS "sortKey" FROM (${found}) p
    ) ranked
    ${rest} ORDER BY "sortKey" DESC, id DESC LIMIT ${limit}`;
}

/** Counts what matches, up to 10,000. */
export const countOf = (mode: ListMode, filter: ListedFilter): Statement =>
  sql`SELECT count(*)::int AS total FROM (${candidates(mode, filter, sql`1`)}) found`;

/** Reads the matches of the search once; each facet then applies the rest of the filter but itself. */
export function facetsOf(mode: ListMode, filter: ListedFilter): Statement {
  const { search, category, priceMin, priceMax, inStock } = filter;
  const columns = sql`p.category_id, p.min_price_amount, p.currency, p.in_stock`;
  const found = candidates(mode, search === undefined ? {} : { search }, columns);
  const inCategory = category
    ? sql`category_id = (SELECT id FROM categories WHERE slug = ${category})`
    : sql`true`;
  const priced = sql`min_price_amount BETWEEN ${priceMin ?? 0} AND ${priceMax ?? 2 ** 31 - 1}`;
  const available = inStock ? sql`in_stock` : sql`true`;
  return sql`
    WITH found AS MATERIALIZED (${found}), counted AS (
      SELECT category_id, count(*)::int AS count FROM found
      WHERE ${priced} AND ${available} GROUP BY category_id
    ), priced AS (SELECT * FROM found WHERE ${inCategory} AND ${available})
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('count', counted.count, 'category',
          jsonb_build_object('id', c.id, 'slug', c.slug, 'name', c.name)) ORDER BY c.name, c.id), '[]')
        FROM counted JOIN categories c ON c.id = counted.category_id) AS categories,
      (SELECT CASE WHEN count(*) > 0 THEN jsonb_build_object(
          'min', (array_agg(${asMoney} ORDER BY min_price_amount))[1],
          'max', (array_agg(${asMoney} ORDER BY min_price_amount DESC))[1]) END FROM priced) AS price,
      (SELECT count(*)::int FROM found WHERE ${inCategory} AND ${priced} AND in_stock) AS "inStock"`;
}

const asMoney = sql`jsonb_build_object('amount', min_price_amount, 'currency', currency)`;

/** Ordered, so that an index is walked instead of the table when nearly everything matches. */
function candidates(mode: ListMode, filter: ListedFilter, columns: Statement): Statement {
  return sql`SELECT ${columns} FROM products p ${where(matching(mode, filter))}
    ORDER BY p.id DESC LIMIT ${listedUpTo}`;
}

const where = (conditions: Statement[]): Statement =>
  conditions.length > 0 ? sql`WHERE ${join(conditions, ' AND ')}` : empty;

function matching(mode: ListMode, filter: ListedFilter): Statement[] {
  const { search, category, priceMin, priceMax, inStock } = filter;
  const conditions: Statement[] = [];
  if (mode === 'TEXT') conditions.push(...havingWords(search!));
  if (mode === 'SIMILAR')
    for (const word of readComparedWords(search!))
      conditions.push(sql`lower(${word}) <% lower(p.name)`);
  if (category)
    conditions.push(sql`p.category_id = (SELECT id FROM categories WHERE slug = ${category})`);
  if (priceMin != null) conditions.push(sql`p.min_price_amount >= ${priceMin}`);
  if (priceMax != null) conditions.push(sql`p.min_price_amount <= ${priceMax}`);
  if (inStock) conditions.push(sql`p.in_stock`);
  return conditions;
}

/**
 * What begins like the last word is a large part of the index, and dear to collect. Where few products have
 * the other words, these are found first and looked at; `IS TRUE` keeps the index out of that.
 */
function havingWords(search: string): Statement[] {
  const wanted = sql`p.search @@ ${textQuery(search)}`;
  const { all, finished, isNarrow } = readSearchWords(search);
  if (!isNarrow) return [wanted];
  const found = sql`p.search @@ (websearch_to_tsquery('english', ${all}) ||
    websearch_to_tsquery('english', ${finished}))`;
  return [found, sql`(${wanted}) IS TRUE`];
}

/** The words as a search engine takes them, or with the last one still being typed. */
function textQuery(search: string): Statement {
  const { all, finished, unfinished } = readSearchWords(search);
  const whole = sql`websearch_to_tsquery('english', ${all})`;
  if (!unfinished) return whole;
  return sql`(${whole} || (websearch_to_tsquery('english', ${finished}) &&
    to_tsquery('simple', ${`${unfinished}:*`})))`;
}

const rankOf = (mode: ListMode, search: string): Statement =>
  mode === 'SIMILAR'
    ? sql`word_similarity(lower(${search}), lower(p.name))`
    : sql`ts_rank(p.search, ${textQuery(search)})`;

/** What comes after the cursor, as one comparison that the index understands. */
function beyond(sort: ProductListQuery['sort'], { key, id }: PageKey): Statement {
  if (sort === 'NEWEST') return sql`p.id < ${id}::uuid`;
  if (sort === 'NAME') return sql`(lower(p.name), p.id) > (${String(key)}::text, ${id}::uuid)`;
  return sort === 'PRICE_ASC'
    ? sql`(p.min_price_amount, p.id) > (${Number(key)}::int, ${id}::uuid)`
    : sql`(p.min_price_amount, p.id) < (${Number(key)}::int, ${id}::uuid)`;
}
