/** At 100,000 variants no list of products, whatever its search, filter and order, reads a whole table. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedFilter, ListMode, ProductSort } from '../src/domain/product-list.js';
import { seedCatalogue } from '../src/seed.js';
import { createStore } from '../src/store.js';
import { countOf, orderedPage, rankedPage } from '../src/store/product-search.js';
import { askApp, createInventoryApp, type Inventory, startInventory } from './builders.js';

const seedSecondsMax = 120;
const say = (line: string) => process.stdout.write(`${line}\n`);
let seeded = { variants: 0, seconds: Infinity };
let inventory: Inventory;
let sql: pg.Client;

beforeAll(async () => {
  inventory = await startInventory();
  const startedAt = performance.now();
  const databaseUrl = inventory.database.url;
  const added = await seedCatalogue({ databaseUrl, products: 33_334 });
  const seconds = (performance.now() - startedAt) / 1_000;
  say(`${added.variants} variants seeded in ${seconds.toFixed(1)} s`);
  seeded = { variants: added.variants, seconds };
  sql = new pg.Client({ connectionString: inventory.database.ownerUrl });
  await sql.connect();
  await sql.query('VACUUM ANALYZE');
  await sql.query('SET pg_trgm.word_similarity_threshold = 0.55');
}, 300_000);
afterAll(async () => {
  await sql.end();
  await inventory.close();
});

it('100,000 variants are seeded in less than two minutes', () => {
  expect(seeded.variants).toBeGreaterThanOrEqual(100_000);
  expect(seeded.seconds).toBeLessThan(seedSecondsMax);
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Runs the statement, prints its time and answers with its plan. */
async function explain(what: string, statement: { text: string; values: unknown[] }) {
  const { rows } = await sql.query<{
    'QUERY PLAN': [{ Plan: Plan; 'Execution Time': number }];
  }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`, statement.values);
  const [result] = rows[0]!['QUERY PLAN'];
  const nodes = nodesOf(result.Plan);
  const indexes = nodes.flatMap((node) => node['Index Name'] ?? []);
  say(`${result['Execution Time'].toFixed(1).padStart(7)} ms  ${what}: ${indexes.join()}`);
  return nodes;
}

const tables = ['products', 'variants'];
const scanned = (nodes: Plan[]) =>
  nodes.filter(
    (node) => node['Node Type'] === 'Seq Scan' && tables.includes(node['Relation Name'] ?? ''),
  );

const filters: [string, ListedFilter][] = [
  ['everything', {}],
  ['a category', { category: 'kitchen' }],
  ['a price range', { priceMin: 2_000, priceMax: 5_000 }],
  ['what is in stock', { inStock: true }],
  ['all filters', { category: 'audio', priceMin: 1_000, priceMax: 90_000, inStock: true }],
];
const searches: [string, ListMode, string][] = [
  ['a word', 'TEXT', 'coffee'],
  ['a word that is still being typed', 'TEXT', 'walnut teap'],
  ['one letter', 'TEXT', 's'],
  ['a rare word', 'TEXT', 'xylophone'],
  ['typing errors', 'SIMILAR', 'wallnut ketle'],
];
const sorts: ProductSort[] = ['NEWEST', 'PRICE_ASC', 'PRICE_DESC', 'NAME'];
const middle = { NEWEST: '', PRICE_ASC: 4_000, PRICE_DESC: 4_000, NAME: 'm', RELEVANCE: 0.3 };
const id = '0194a000-0000-7000-8000-000000000000';

interface Shape {
  what: string;
  mode: ListMode;
  filter: ListedFilter;
  sorts: ProductSort[];
}
const shapes: Shape[] = [
  ...filters.map(([what, filter]): Shape => ({ what, mode: 'ALL', filter, sorts })),
  ...searches.flatMap(([what, mode, search]) =>
    filters.map(([among, filter]): Shape => ({
      what: `${what} among ${among}`,
      mode,
      filter: { ...filter, search },
      sorts: ['RELEVANCE', ...sorts],
    })),
  ),
];

describe.each(shapes)('a list of $what', ({ what, mode, filter, sorts: offered }) => {
  it.each(offered)('by %s is read from an index, first page and middle', async (sort) => {
    for (const after of [null, { key: middle[sort], id }]) {
      const query = { mode, filter, sort, after, limit: 21 };
      const statement = sort === 'RELEVANCE' ? rankedPage(query) : orderedPage(query);
      const place = after ? 'middle' : 'first';
      expect(scanned(await explain(`${what} by ${sort}, ${place}`, statement))).toEqual([]);
    }
  });

  it('is counted from an index', async () => {
    expect(scanned(await explain(`${what}, count`, countOf(mode, filter)))).toEqual([]);
  });
});

it('many words are found without collecting all that begins like the last one', async () => {
  for (const search of ['quiet stoneware coffee mu', 'quiet stoneware coffee mug No. 2']) {
    const query = { mode: 'TEXT', sort: 'RELEVANCE', after: null, limit: 100 } as const;
    const nodes = await explain(search, rankedPage({ ...query, filter: { search } }));
    const conditions = nodes.flatMap((node) => node['Index Cond'] ?? []);
    expect(conditions).not.toEqual([]);
    expect(conditions.join()).not.toContain(':*');
    const found = await inventory.store.listProducts({ ...query, filter: { search } });
    const expected = await sql.query<{ id: string }>(
      `SELECT id FROM products p WHERE search @@ to_tsquery('simple', $1)
        AND search @@ websearch_to_tsquery('english', $2)`,
      [`${search.split(' ').at(-1)}:*`, search.replace(/\S+$/, '')],
    );
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(expected.rows.map(({ id: one }) => one))).toEqual(
      new Set(found.map(({ id: one }) => one)),
    );
  }
});

it('a screen of 50 products with variants, stock and category scans no table either', async () => {
  const scans = async () => {
    const { rows } = await sql.query<{ whole: string; indexed: string }>(
      `SELECT sum(seq_scan) AS whole, sum(idx_scan) AS indexed FROM pg_stat_user_tables
       WHERE relname IN ('products', 'variants', 'stock_levels')`,
    );
    return { whole: Number(rows[0]!.whole), indexed: Number(rows[0]!.indexed) };
  };
  const before = await scans();
  const store = createStore({ databaseUrl: inventory.database.url });
  const app = await createInventoryApp(store);
  const startedAt = performance.now();
  const { data } = await askApp(
    app,
    `{ products(first: 50, filter: { search: "walnut lamp" }) { totalCount edges { node {
      name category { name } variants { sku price { amount } stock { level } product { slug } } } } }
      product(slug: "quiet-stoneware-coffee-mug") { id } variant(sku: "COF-00001-1") { name } }`,
  );
  say(`the whole screen: ${(performance.now() - startedAt).toFixed(1)} ms`);
  expect(data.products.edges.length).toBeGreaterThan(5);
  expect(data.product.id).toBeTypeOf('string');
  await app.close();
  // Closing its connections makes PostgreSQL count what they did.
  await store.close();
  await expect.poll(async () => (await scans()).indexed).toBeGreaterThan(before.indexed + 5);
  expect((await scans()).whole).toBe(before.whole);
});

it('finds the first page of anything within a second', async () => {
  const { store } = inventory;
  for (const { mode, filter, sorts: offered } of shapes)
    for (const sort of offered) {
      const startedAt = performance.now();
      await store.listProducts({ mode, filter, sort, after: null, limit: 21 });
      expect(performance.now() - startedAt, `${sort} ${JSON.stringify(filter)}`).toBeLessThan(
        1_000,
      );
    }
});
