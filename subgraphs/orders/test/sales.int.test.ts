/** What was sold by day, for staff's charts. The database stands in Tokyo; the days are UTC's. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countSql, type Harness, staff, startHarness } from './harness.js';

let harness: Harness;
beforeAll(async () => void (harness = await startHarness()));
afterAll(() => harness.close());

const dayMs = 86_400_000;
const dayAgo = (count: number) => new Date(Date.now() - count * dayMs).toISOString().slice(0, 10);
const ask = (days: number | null) =>
  harness.graphql(
    'query ($days: Int) { sales(days: $days) { day orders totals { currency orders amount } } }',
    { days },
    staff(),
  );

const place = (placedAt: string, status: string, total: number, currency = 'EUR') =>
  harness.owner.query(
    `INSERT INTO orders (id, buyer_id, status, subtotal_amount, shipping_amount, total_amount, currency,
       idempotency_key, request_hash, placed_at)
     VALUES ($1::uuid, $2, $3::order_status, $4, 0, $4, $5, $1::text, '', $6)`,
    [createId(), createId(), status, total, currency, placedAt],
  );

it('counts what was paid on each of the last days, by currency', async () => {
  await place(`${dayAgo(1)}T00:00:00Z`, 'CONFIRMED', 1_000);
  await place(`${dayAgo(1)}T23:59:59.999Z`, 'RETURNED', 2_000);
  await place(`${dayAgo(1)}T12:00:00Z`, 'SHIPPED', 2_000_000_000);
  await place(`${dayAgo(1)}T12:00:00Z`, 'DELIVERED', 2_000_000_000);
  await place(`${dayAgo(1)}T12:00:00Z`, 'DELIVERED', 70, 'USD');
  for (const status of ['PENDING', 'AWAITING_PAYMENT', 'REJECTED', 'CANCELLED'])
    await place(`${dayAgo(1)}T12:00:00Z`, status, 5);
  await place(`${dayAgo(2)}T23:59:59.999Z`, 'DELIVERED', 30);
  await place(`${dayAgo(3)}T23:59:59.999Z`, 'DELIVERED', 7);
  const { data } = await ask(3);
  expect(data.sales).toEqual([
    { day: dayAgo(2), orders: 1, totals: [{ currency: 'EUR', orders: 1, amount: 30 }] },
    {
      day: dayAgo(1),
      orders: 5,
      totals: [
        { currency: 'EUR', orders: 4, amount: 4_000_003_000 },
        { currency: 'USD', orders: 1, amount: 70 },
      ],
    },
    { day: dayAgo(0), orders: 0, totals: [] },
  ]);
});

it('is one statement, and at most 90 days', async () => {
  expect(await countSql(() => ask(90))).toBe(1);
  expect((await ask(null)).data.sales).toHaveLength(30);
  for (const days of [0, 91])
    expect((await ask(days)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});
