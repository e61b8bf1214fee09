/** At 100,000 orders no list of orders, whatever is asked for together, reads all of them. */
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListPosition, OrderListFilter } from '../src/store.js';
import { orderPage } from '../src/store/order-list.js';
import { fillWithOrders, generatedBuyerId } from './many-orders.js';

const orders = 100_000;
const say = (line: string) => process.stdout.write(`${line}\n`);
let database: TestDatabase;
let sql: pg.Client;
const times: number[] = [];
beforeAll(async () => {
  database = await createTestDatabase('orders');
  sql = new pg.Client({ connectionString: database.ownerUrl });
  await sql.connect();
  const startedAt = performance.now();
  await fillWithOrders(sql, orders);
  say(`${orders} orders made in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}, 300_000);
afterAll(async () => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]!.toFixed(1);
  say(
    `${times.length} lists of ${orders} orders: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, most ${at(1)} ms`,
  );
  await sql.end();
  await database.drop();
});

it('the generated rows are what the database would have written', async () => {
  const { rows } = await sql.query(
    `SELECT count(*)::int AS count, count(*) FILTER (WHERE s IS DISTINCT FROM r)::int AS other
     FROM order_search_rows(ARRAY(SELECT id FROM orders WHERE number LIKE 'TR-2_0_01')) r
     LEFT JOIN order_search s USING (order_id)`,
  );
  expect(rows).toEqual([{ count: 100, other: 0 }]);
});

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Runs the statement and answers with its rows and what was done for it. */
async function explain(filter: OrderListFilter, after: ListPosition | null) {
  const { text, values } = orderPage(filter, 21, after);
  const { rows } = await sql.query<{ placedAt: Date; id: string }>(text, values);
  const { rows: plans } = await sql.query<{
    'QUERY PLAN': [{ Plan: Plan; 'Execution Time': number }];
  }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const [plan] = plans[0]!['QUERY PLAN'];
  times.push(plan['Execution Time']);
  return { rows, time: plan['Execution Time'], nodes: nodesOf(plan.Plan) };
}

const scanned = (nodes: Plan[]) =>
  nodes.filter(
    (node) =>
      node['Node Type'] === 'Seq Scan' &&
      node['Actual Loops'] > 0 &&
      ['orders', 'order_search', 'order_lines'].includes(node['Relation Name'] ?? ''),
  );

/** `expected` is a lower bound of what there is, up to a page. */
const shapes: [what: string, filter: OrderListFilter, expected: number][] = [
  ['everything', {}, 21],
  ['a state that most have', { status: ['DELIVERED'] }, 21],
  ['two rare states', { status: ['PENDING', 'AWAITING_PAYMENT'] }, 21],
  ['a state that none has', { status: ['SHIPPED'] }, 0],
  ['a number', { number: 'TR-250000' }, 1],
  ['a number that fits nothing else', { number: 'TR-250000', search: 'nobody' }, 0],
  ['one buyer by id', { buyerId: generatedBuyerId(4_711) }, 5],
  ['one buyer by address', { buyer: 'grace4721@example.com' }, 0],
  ['one buyer by name', { search: 'nr4711' }, 5],
  ['a full name', { search: 'ada lovelace' }, 21],
  ['a beginning that all have', { search: 'tr' }, 21],
  ['one letter', { search: 'a' }, 21],
  ['a product that many have', { product: 'lamp' }, 21],
  ['a product that was sold out long ago', { product: 'discontinued' }, 21],
  ['a SKU', { sku: 'SKU-01500-1' }, 5],
  ['words that are common apart and not together', { search: 'ada discontinued' }, 0],
  ['a word that none has', { search: 'xylophone' }, 0],
  ['a word that none has and one that many have', { search: 'xylo lamp' }, 0],
  ['high totals', { totalMin: 190_000 }, 21],
  ['nearly any total', { totalMin: 1_000 }, 21],
  ['a narrow range of totals', { totalMin: 20_000, totalMax: 20_100 }, 21],
  ['a common word in a rare state', { search: 'lamp', status: ['PENDING'] }, 21],
  ['a common word in a state that none has', { search: 'lamp', status: ['SHIPPED'] }, 0],
  ['an old product in a common state', { search: 'discontinued', status: ['DELIVERED'] }, 21],
  ['one buyer in a state', { search: 'nr4711', status: ['DELIVERED', 'CANCELLED'] }, 4],
  [
    'a buyer’s id, word, total and state',
    { buyerId: generatedBuyerId(4_711), product: 'size', totalMin: 1, status: ['DELIVERED'] },
    3,
  ],
  ['a word and a high total', { search: 'lamp', totalMin: 150_000 }, 21],
  ['a high total in a rare state', { totalMin: 190_000, status: ['PENDING'] }, 0],
  [
    'everything at once',
    {
      search: 'ada',
      product: 'lamp',
      totalMin: 2_000,
      totalMax: 90_000,
      status: ['DELIVERED', 'CANCELLED'],
    },
    21,
  ],
];
const day = {
  placedFrom: new Date('2026-01-20T00:00:00Z'),
  placedTo: new Date('2026-01-21T00:00:00Z'),
};
const middle: ListPosition = {
  placedAt: new Date('2026-01-20T12:00:00Z'),
  id: '01910000-7fff-7000-8000-000000000000',
};

describe.each(shapes)('a list by %s', (what, filter, expected) => {
  it.each([
    ['from its start', filter, null, expected],
    ['from its middle', filter, middle, 0],
    ['of one day', { ...filter, ...day }, null, 0],
  ] as const)('%s comes from indexes, newest first', async (where, asked, after, least) => {
    const { rows, time, nodes } = await explain(asked, after);
    say(`${time.toFixed(1).padStart(7)} ms  ${what}, ${where}: ${rows.length} rows`);
    expect(scanned(nodes)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(least);
    const keys = rows.map(({ placedAt, id }) => `${placedAt.toISOString()} ${id}`);
    expect(keys).toEqual([...keys].sort().reverse());
    const newest = after?.placedAt ?? new Date();
    expect(rows.every(({ placedAt }) => placedAt <= newest)).toBe(true);
  });

  it('is what a look at every order finds', async () => {
    const { rows } = await explain(filter, null);
    const { rows: all } = await sql.query<{ id: string }>(
      `SELECT o.id FROM orders o JOIN order_search s ON s.order_id = o.id WHERE ${plainly(filter)}
       ORDER BY o.placed_at DESC, o.id DESC LIMIT 21`,
    );
    expect(rows.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });
});

/** The filter as one would write it down, without thinking of speed. */
function plainly(filter: OrderListFilter): string {
  const quote = (text?: string) => (text === undefined ? 'NULL' : pg.escapeLiteral(text));
  const { search, buyer, product, sku, status, number, buyerId, totalMin, totalMax } = filter;
  const texts = [search, buyer, product, sku];
  return [
    'true',
    texts.some((text) => text !== undefined) &&
      `s.document @@ (SELECT order_search_query(${texts.map(quote).join(', ')}))`,
    status && `o.status::text IN (${status.map(quote).join(', ')})`,
    number !== undefined && `o.number = ${quote(number)}`,
    buyerId !== undefined && `o.buyer_id = ${quote(buyerId)}`,
    totalMin !== undefined && `o.total_amount >= ${totalMin}`,
    totalMax !== undefined && `o.total_amount <= ${totalMax}`,
  ]
    .filter((condition) => condition !== undefined && condition !== false)
    .join(' AND ');
}

it('and placing an order pays for what it is found by with less than a statement would cost', async () => {
  const place = async (enabled: boolean) => {
    await sql.query(
      `ALTER TABLE order_lines ${enabled ? 'ENABLE' : 'DISABLE'} TRIGGER order_search_add`,
    );
    const spent: number[] = [];
    for (let count = 0; count < 200; count++) {
      const startedAt = performance.now();
      await sql.query(
        `WITH placed AS (INSERT INTO orders (id, buyer_id, status, subtotal_amount, shipping_amount, total_amount,
            currency, idempotency_key, request_hash, placed_at)
          SELECT gen_random_uuid(), buyer_id, 'PENDING', 1, 0, 1, 'EUR', gen_random_uuid(), '', now()
          FROM orders WHERE number = 'TR-250000' RETURNING id)
        INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount)
        SELECT placed.id, l.position, l.sku, l.name, 1, 1 FROM placed, order_lines l
        WHERE l.order_id = (SELECT id FROM orders WHERE number = 'TR-250000')`,
      );
      spent.push(performance.now() - startedAt);
    }
    return Math.min(...spent);
  };
  const [without, withSearch] = [await place(false), await place(true)];
  say(
    `placing: ${without.toFixed(2)} ms without, ${withSearch.toFixed(2)} ms with its search row (at best)`,
  );
  expect(withSearch - without).toBeLessThan(2);
});
