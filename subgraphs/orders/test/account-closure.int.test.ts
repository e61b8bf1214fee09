/** Invariant: when an account is closed nothing of the person is left in any table, and no order is left open. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customer, type Harness, staff, startHarness } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  shop = shopping(harness);
});
afterAll(() => harness.close());

const close = (userId: string, eventId?: string) =>
  harness.deliver('UserErased', { userId }, eventId);

/** Tables in which a row holds the text. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await harness.owner.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND table_name NOT IN ('outbox', 'inbox', '_prisma_migrations')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await harness.owner.query(
      `SELECT 1 FROM "${name}" t WHERE t::text ILIKE '%' || $1 || '%' LIMIT 1`,
      [text],
    );
    if (rowCount) found.push(name);
  }
  return found;
}

describe('closing an account', () => {
  it('cancels what has not shipped, and has what was paid paid back', async () => {
    const buyer = customer();
    const pending = await shop.order({ buyer });
    const awaiting = await shop.reservedOrder({ buyer });
    const confirmed = await shop.confirmedOrder({ buyer });
    const other = await shop.confirmedOrder();
    const eventId = await close(buyer.userId);
    await close(buyer.userId, eventId);
    for (const { id } of [pending, awaiting, confirmed]) {
      const order = await shop.read(id);
      expect(order).toMatchObject({ status: 'CANCELLED', buyer: null, shippingAddress: null });
      expect(order.timeline.find(({ type }: { type: string }) => type === 'CANCELLED').note).toBe(
        'The account was closed.',
      );
      expect((await shop.names(id)).filter((name) => name === 'OrderCancelled')).toHaveLength(1);
    }
    for (const { id } of [pending, awaiting])
      expect((await shop.names(id)).at(-1)).toBe('PaymentCancelRequested');
    await harness.deliverFromOutbox('PaymentCancelRequested', awaiting.id);
    expect((await shop.read(awaiting.id)).payment.status).toBe('VOIDED');
    await harness.deliverFromOutbox('RefundRequested', confirmed.id);
    expect((await shop.read(confirmed.id)).payment).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: 1_490 },
    });
    expect(await shop.read(other.id)).toMatchObject({
      status: 'CONFIRMED',
      buyer: { id: other.buyer.userId },
    });
  });

  it('lets what has left go on, without a person', async () => {
    const buyer = customer();
    const partly = await shop.confirmedOrder({ buyer, quantity: 2 });
    const lines = [{ sku: 'MUG-BLUE', quantity: 1 }];
    await shop.command('shipOrder', { orderId: partly.id, lines, trackingCode: 'C1' }, staff());
    const delivered = await shop.deliveredOrder({ buyer });
    await close(buyer.userId);
    expect(await shop.read(partly.id)).toMatchObject({ status: 'CONFIRMED', buyer: null });
    expect(await shop.read(delivered.id)).toMatchObject({ status: 'DELIVERED', buyer: null });
    await shop.command('shipOrder', { orderId: partly.id }, staff());
    const { result } = await shop.command('deliverOrder', { orderId: partly.id }, staff());
    expect(result.order).toMatchObject({ status: 'DELIVERED', total: { amount: 2_490 } });
  });

  it('leaves no name, address, code or word of the person in any table', async () => {
    const buyer = customer();
    const mark = `Zebra${createId().slice(-12)}`;
    await shop.addToCart(buyer, 'MUG-BLUE');
    const shippingAddress = {
      name: `${mark} Lovelace`,
      line1: `${mark} Street`,
      city: 'London',
      postalCode: 'SW1',
      country: 'GB',
    };
    const placed = (await shop.placeOrder(buyer, { shippingAddress, idempotencyKey: mark })).data
      .placeOrder.order;
    await harness.deliver('StockReserved', {
      orderId: placed.id,
      expiresAt: new Date(Date.now() + 900_000).toISOString(),
    });
    await harness.deliverFromOutbox('PaymentRequested', placed.id);
    const order = { orderId: placed.id as string };
    await shop.command('shipOrder', { ...order, trackingCode: `PKG-${mark}` }, staff());
    await shop.command('deliverOrder', order, staff());
    await shop.command('requestReturn', { ...order, reason: `I, ${mark}, moved` }, buyer);
    const { returns } = await shop.read(placed.id);
    const refusal = { ...order, returnId: returns[0].id, reason: `${mark} wore it` };
    await shop.command('rejectReturn', refusal, staff());
    await shop.command(
      'refundOrder',
      { ...order, amount: 100, reason: `${mark} called`, idempotencyKey: createId() },
      staff(),
    );
    const cancelled = await shop.order({ buyer });
    const cancellation = { orderId: cancelled.id, reason: `${mark} said no` };
    await shop.command('cancelOrder', cancellation, buyer);
    await shop.addToCart(buyer, 'MUG-BLUE');
    expect((await tablesWith(mark)).toSorted()).toEqual([
      'order_returns',
      'order_timeline',
      'orders',
      'refunds',
      'shipments',
    ]);
    const tables = ['cart_lines', 'carts', 'order_search', 'orders'];
    expect((await tablesWith(buyer.userId)).toSorted()).toEqual(tables);
    await close(buyer.userId);
    expect(await tablesWith(mark)).toEqual([]);
    // The bare id stays, so that news that come late do not bring the person back.
    expect(await tablesWith(buyer.userId)).toEqual(['buyers']);
    const { timeline } = await shop.read(cancelled.id);
    expect(timeline.at(-1)).toMatchObject({ type: 'CANCELLED', note: 'By the buyer.' });
  });
});
