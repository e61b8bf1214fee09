/** `npm run rebuild` on the running system: whatever is derived and was spoilt is right again, and nobody had to wait. */
import { execFile } from 'node:child_process';
import { runningEmbedded } from '@tributary/embedded';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/stack.js';
import {
  addToCart,
  placeOrder,
  registerShopper,
  signIn,
  stockVariant,
  untilStatus,
} from '../support/gateway.js';
import { type Client, poll } from '../support/graphql.js';

const sql: Record<string, pg.Pool> = {};
beforeAll(async () => {
  const running = await runningEmbedded(inject('stackEnv')['TRIBUTARY_DATA_DIR']!);
  for (const name of ['users', 'orders', 'inventory'])
    sql[name] = new pg.Pool({
      connectionString: running!.env[`${name.toUpperCase()}_DATABASE_URL`]!,
      max: 1,
    });
});
afterAll(() => Promise.all(Object.values(sql).map((pool) => pool.end())));

const rows = async (database: string, text: string, values: unknown[] = []) =>
  (await sql[database]!.query(text, values)).rows;

function rebuild(...args: string[]): Promise<{ output: string; code: number | null }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/rebuild.ts', ...args],
      { cwd: root, env: { ...process.env, ...inject('stackEnv') } },
      (_error, stdout, stderr) => resolve({ output: stdout + stderr, code: child.exitCode }),
    );
  });
}

async function search(staff: Client, filter: object): Promise<{ id: string; contact: unknown }[]> {
  const { data } = await staff(
    `query ($filter: OrderFilter) { orders(filter: $filter, first: 100) { edges { node { id contact { name email } } } } }`,
    { filter },
  );
  return data.orders.edges.map(({ node }: { node: unknown }) => node);
}

const levelsOffLedger = () =>
  rows(
    'inventory',
    `SELECT l.sku FROM stock_levels l LEFT JOIN stock_movements m ON m.sku = l.sku GROUP BY l.sku
     HAVING l.on_hand <> coalesce(sum(m.on_hand_delta), 0) OR l.reserved <> coalesce(sum(m.reserved_delta), 0)`,
  );

describe('staff', () => {
  it('finds the orders of the seeded users and of the newly registered by name and address', async () => {
    const staff = await signIn('staff@example.com');
    const sku = await stockVariant(5);
    const shopper = await registerShopper();
    const ada = await signIn('ada@example.com');
    for (const client of [shopper.client, ada]) {
      await addToCart(client, sku);
      expect((await placeOrder(client)).data.placeOrder.__typename).toBe('PlaceOrderSuccess');
    }
    const [found] = await poll(
      () => search(staff, { search: shopper.email, product: sku }),
      ({ length }) => length === 1,
    );
    expect(found!.contact).toEqual({ name: 'Grace Hopper', email: shopper.email });
    await poll(
      () => search(staff, { buyer: 'ada lovelace', sku }),
      ({ length }) => length === 1,
    );
  });
});

describe('npm run rebuild', () => {
  it('puts right what was spoilt, while shoppers order', async () => {
    const staff = await signIn('staff@example.com');
    const sku = await stockVariant(100);
    const shoppers = await Promise.all(Array.from({ length: 3 }, () => registerShopper()));
    const order = async ({ client }: (typeof shoppers)[number]) => {
      await addToCart(client, sku);
      const { data } = await placeOrder(client);
      await untilStatus(client, data.placeOrder.order.id as string, 'CONFIRMED', 60_000);
      return data.placeOrder.order.id as string;
    };
    const placed = await Promise.all(shoppers.map(order));
    const [wrong, lost] = shoppers;
    await rows('inventory', 'UPDATE stock_levels SET on_hand = on_hand + 7 WHERE sku = $1', [sku]);
    await rows('orders', `UPDATE known_prices SET amount = 1, name = 'Wrong' WHERE sku = $1`, [
      sku,
    ]);
    await rows('orders', `UPDATE buyers SET name = 'Wrong', email = 'x@y.z' WHERE user_id = $1`, [
      wrong!.id,
    ]);
    await rows('orders', 'DELETE FROM buyers WHERE user_id = $1', [lost!.id]);
    await rows('orders', 'DELETE FROM order_search');
    expect(await search(staff, { sku })).toEqual([]);

    let isOver = false;
    const ordering = (async () => {
      const ids: string[] = [];
      for (let at = 0; !isOver && at < 90; at++) ids.push(await order(shoppers[at % 3]!));
      return ids;
    })();
    const { output, code } = await rebuild().finally(() => (isOver = true));
    expect({ output, code }).toMatchObject({ code: 0 });
    const meanwhile = await ordering;
    expect(output).toContain('1 level and the availability of 0 products were wrong.');
    expect(output).toMatch(/(\d+) of \1 accounts/);
    expect(output).toMatch(/(\d+) of \1 products/);

    expect(await levelsOffLedger()).toEqual([]);
    expect(
      await rows('orders', 'SELECT name, amount FROM known_prices WHERE sku = $1', [sku]),
    ).toEqual(
      await rows(
        'inventory',
        `SELECT p.name || ' — ' || v.name AS name, v.price_amount AS amount
         FROM variants v JOIN products p ON p.id = v.product_id WHERE v.sku = $1`,
        [sku],
      ),
    );
    const found = await search(staff, { sku });
    expect(found.map(({ id }) => id).sort()).toEqual([...placed, ...meanwhile].sort());
    for (const [at, { email }] of shoppers.entries()) {
      const [{ contact } = { contact: null }] = (await search(staff, { search: email })).filter(
        ({ id }) => id === placed[at],
      );
      expect(contact).toEqual({ name: 'Grace Hopper', email });
    }
    expect((await rebuild('stock-levels', 'orders-search')).output).toMatch(
      /0 levels and the availability of 0 products were wrong[^]*\n0 search rows missing/,
    );
  });

  it('says what there is to rebuild when it is asked for something else', async () => {
    const { output, code } = await rebuild('everything');
    expect(code).toBe(1);
    expect(output.trim()).toBe(
      'rebuild: There is no "everything" to rebuild. Name any of: stock-levels, known-prices, buyers, orders-search; or nothing, for all of them.',
    );
  });
});
