/**
 * Requests that come at the same time. The test holds the row that they meet at, so that both are in
 * the middle of it before either can finish.
 */
import { createId } from '@tributary/service';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { customer, type Harness, staff, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
/** The service's own role: no other is told who waits for a lock. */
let database: pg.Pool;
let holder: pg.PoolClient;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  shop = shopping(harness);
  database = new pg.Pool({ connectionString: harness.database.url, max: 2 });
  holder = await database.connect();
});
afterAll(async () => {
  holder.release();
  await database.end();
  await harness.close();
});

/** Statements that wait for a lock. */
async function waiting(): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]!.count;
}

/** Starts both requests, lets them run into the held row, and lets go of it. */
async function whileHolding<T>(
  rows: string,
  id: string,
  requests: readonly (() => Promise<T>)[],
): Promise<T[]> {
  await holder.query('BEGIN');
  await holder.query(`SELECT 1 FROM ${rows} = $1 FOR UPDATE`, [id]);
  const answers = Promise.all(requests.map((request) => request()));
  answers.catch(() => undefined);
  try {
    await until(async () => (await waiting()) >= requests.length);
  } finally {
    await holder.query('COMMIT');
  }
  return answers;
}

it('two requests order a cart once', async () => {
  const buyer = customer();
  await shop.addToCart(buyer, 'MUG-BLUE');
  const place = () => shop.placeOrder(buyer);
  const answers = await whileHolding('carts WHERE user_id', buyer.userId, [place, place]);
  const kinds = answers.map(({ data }) => data.placeOrder.__typename as string);
  expect(kinds.toSorted()).toEqual(['EmptyCart', 'PlaceOrderSuccess']);
  const { rows } = await harness.owner.query('SELECT 1 FROM orders WHERE buyer_id = $1', [
    buyer.userId,
  ]);
  expect(rows).toHaveLength(1);
});

it('two refunds pay back no more than was paid', async () => {
  const { id } = await shop.confirmedOrder();
  const refund = () =>
    shop.command(
      'refundOrder',
      { orderId: id, amount: 800, reason: 'Late', idempotencyKey: createId() },
      staff(),
    );
  const answers = await whileHolding('orders WHERE id', id, [refund, refund]);
  const kinds = answers.map(({ result }) => result.__typename as string);
  expect(kinds.toSorted()).toEqual(['OrderSuccess', 'RefundTooLarge']);
});
