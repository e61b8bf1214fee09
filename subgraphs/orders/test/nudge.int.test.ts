/** Invariant: whatever message is lost, an order that waits is asked about again, and not every minute. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nudgeOrders } from '../src/commands/nudge-orders.js';
import { type Harness, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

const minuteMs = 60_000;
const after = { stockMs: 5 * minuteMs, paymentMs: 16 * minuteMs, settlementMs: 10 * minuteMs };
const nudge = () => nudgeOrders(harness.env, after);
const countOf = async (id: string, name: string) =>
  (await shop.names(id)).filter((one) => one === name).length;

/** Every test starts with nothing due. */
beforeEach(async () => void (await harness.owner.query('UPDATE orders SET waiting_since = NULL')));

describe('the nudge', () => {
  it('asks for the stock of a PENDING order again, once per five minutes', async () => {
    const { id } = await shop.order();
    harness.advance(4 * minuteMs);
    expect(await nudge()).toBe(0);
    harness.advance(minuteMs);
    expect(await nudge()).toBe(1);
    expect(await nudge()).toBe(0);
    const [first, again] = (await harness.outbox('OrderPlaced')).filter(({ key }) => key === id);
    expect(again!.payload).toEqual(first!.payload);
    expect(again!.id).not.toBe(first!.id);
    harness.advance(5 * minuteMs);
    expect(await nudge()).toBe(1);
  });

  it('asks for the payment again when a reservation’s life is over, which then confirms', async () => {
    const { id } = await shop.reservedOrder();
    harness.advance(14 * minuteMs);
    expect(await nudge()).toBe(0);
    harness.advance(2 * minuteMs);
    expect(await nudge()).toBe(1);
    expect(await countOf(id, 'PaymentRequested')).toBe(2);
    await harness.deliverFromOutbox('PaymentRequested', id);
    expect((await shop.read(id)).status).toBe('CONFIRMED');
    harness.advance(60 * minuteMs);
    expect(await nudge()).toBe(0);
  });

  it('asks for a payment to be given up again', async () => {
    const { id, buyer } = await shop.reservedOrder();
    await shop.command('cancelOrder', { orderId: id, reason: 'No' }, buyer);
    harness.advance(10 * minuteMs);
    expect(await nudge()).toBe(1);
    expect(await countOf(id, 'PaymentCancelRequested')).toBe(2);
    await harness.deliverFromOutbox('PaymentCancelRequested', id);
    expect((await shop.read(id)).payment.status).toBe('VOIDED');
    harness.advance(10 * minuteMs);
    expect(await nudge()).toBe(0);
  });

  it('asks for a refund again, and it is paid once', async () => {
    const { id, buyer } = await shop.confirmedOrder();
    await shop.command('cancelOrder', { orderId: id, reason: 'No' }, buyer);
    harness.advance(10 * minuteMs);
    expect(await nudge()).toBe(1);
    for (const { id: eventId, payload } of (await harness.outbox('RefundRequested')).filter(
      ({ key }) => key === id,
    ))
      await harness.deliver(
        'RefundRequested',
        payload as { orderId: string; refundId: string },
        eventId,
      );
    expect((await shop.read(id)).payment).toMatchObject({ refunded: { amount: 1_490 } });
    expect(await countOf(id, 'OrderRefunded')).toBe(1);
    harness.advance(10 * minuteMs);
    expect(await nudge()).toBe(0);
  });

  it('leaves alone what waits for people, or has ended', async () => {
    await shop.confirmedOrder();
    await shop.deliveredOrder();
    const { id } = await shop.order();
    await harness.deliver('StockRejected', { orderId: id, shortages: [] });
    expect((await shop.read(id)).timeline.at(-1).note).toBe('Not enough in stock.');
    harness.advance(60 * minuteMs);
    expect(await nudge()).toBe(0);
  });

  it('is done once per order by any number of workers, in batches', async () => {
    const orders: Awaited<ReturnType<typeof shop.order>>[] = [];
    while (orders.length < 120)
      orders.push(...(await Promise.all(Array.from({ length: 5 }, () => shop.order()))));
    harness.advance(5 * minuteMs);
    const counts = await Promise.all([nudge(), nudge(), nudge()]);
    await nudge();
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(100);
    const placed = await harness.outbox('OrderPlaced');
    for (const { id } of orders) expect(placed.filter(({ key }) => key === id)).toHaveLength(2);
  });

  it('finds its orders by an index that holds only those that wait', async () => {
    await harness.owner.query('ANALYZE orders');
    const { rows } = await harness.owner
      .query<{ 'QUERY PLAN': string }>(
        `BEGIN; SET LOCAL enable_seqscan = off;
       EXPLAIN SELECT id FROM orders WHERE waiting_since IS NOT NULL AND waiting_since <= now()
       ORDER BY waiting_since LIMIT 100 FOR UPDATE SKIP LOCKED; ROLLBACK`,
      )
      .then((results) => (results as unknown as { rows: { 'QUERY PLAN': string }[] }[])[2]!);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('orders_waiting_idx');
  });
});
