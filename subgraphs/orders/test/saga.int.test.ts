import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const expiresAt = new Date(Date.now() + 900_000).toISOString();

async function bookOf(orderId: string) {
  const { rows } = await harness.owner.query(
    'SELECT status, amount, refunded, attempts FROM demo_provider_payments WHERE key = $1',
    [orderId],
  );
  return rows[0];
}

async function tokenOf(orderId: string) {
  const { rows } = await harness.owner.query('SELECT payment_token FROM orders WHERE id = $1', [
    orderId,
  ]);
  return rows[0].payment_token as string | null;
}

describe('the saga', () => {
  it('reserves, pays, confirms', async () => {
    const { id } = await shop.order();
    await harness.deliver('StockReserved', { orderId: id, expiresAt });
    expect(await shop.read(id)).toMatchObject({
      status: 'AWAITING_PAYMENT',
      payment: { status: 'PENDING' },
    });
    await harness.deliverFromOutbox('PaymentRequested', id);
    expect(await shop.read(id)).toMatchObject({
      status: 'CONFIRMED',
      payment: { status: 'CAPTURED', captured: { amount: 1_490 }, refunded: { amount: 0 } },
    });
    expect(await shop.names(id)).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderConfirmed']);
    expect(await shop.timeline(id)).toEqual([
      'PLACED',
      'STOCK_RESERVED',
      'PAYMENT_AUTHORISED',
      'PAYMENT_CAPTURED',
      'CONFIRMED',
    ]);
    expect(await bookOf(id)).toMatchObject({ status: 'CAPTURED', amount: 1_490 });
    expect(await tokenOf(id)).toBeNull();
    const [confirmed] = (await harness.outbox('OrderConfirmed')).filter(({ key }) => key === id);
    expect(confirmed!.payload).toMatchObject({
      lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
      total: { amount: 1_490, currency: 'EUR' },
    });
  });

  it('rejects what inventory has not, and charges nothing', async () => {
    const { id } = await shop.order();
    const shortages = [{ sku: 'MUG-BLUE', requested: 1, available: 0 }];
    await harness.deliver('StockRejected', { orderId: id, shortages });
    expect(await shop.read(id)).toMatchObject({ status: 'REJECTED', payment: { status: 'NONE' } });
    expect(await shop.names(id)).toEqual(['OrderPlaced', 'OrderRejected']);
    expect(await tokenOf(id)).toBeNull();
  });

  it('cancels when the payment is declined', async () => {
    for (const token of ['tok_declined', 'tok_nobody_knows']) {
      const { id } = await shop.reservedOrder({ token });
      await harness.deliverFromOutbox('PaymentRequested', id);
      expect(await shop.read(id)).toMatchObject({
        status: 'CANCELLED',
        payment: { status: 'DECLINED', captured: { amount: 0 } },
      });
      expect(await shop.names(id)).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderCancelled']);
    }
  });

  it('tries a failing provider again and charges once', async () => {
    const { id } = await shop.reservedOrder({ token: 'tok_flaky' });
    await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(
      /Try again|has not answered/,
    );
    await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(
      /Try again|has not answered/,
    );
    expect((await shop.read(id)).status).toBe('AWAITING_PAYMENT');
    await harness.deliverFromOutbox('PaymentRequested', id);
    expect((await shop.read(id)).status).toBe('CONFIRMED');
    expect(await bookOf(id)).toMatchObject({ status: 'CAPTURED', attempts: 3 });
  });

  it('asks after a payment that timed out instead of assuming that it failed', async () => {
    const { id } = await shop.reservedOrder({ token: 'tok_timeout' });
    const attempt = () => harness.deliverFromOutbox('PaymentRequested', id);
    await expect(attempt()).rejects.toThrow('has not answered');
    await expect(attempt()).rejects.toThrow('has not answered');
    expect(await bookOf(id)).toMatchObject({ status: 'PENDING', attempts: 1 });
    harness.advance(30_000);
    await attempt();
    expect(await shop.read(id)).toMatchObject({
      status: 'CONFIRMED',
      payment: { status: 'CAPTURED', captured: { amount: 1_490 } },
    });
    expect(await bookOf(id)).toMatchObject({ status: 'CAPTURED', attempts: 1 });
  });

  it('expires an unpaid order and bars the payment', async () => {
    const { id } = await shop.reservedOrder();
    await harness.deliver('ReservationExpired', { orderId: id });
    expect(await shop.read(id)).toMatchObject({ status: 'CANCELLED' });
    await harness.deliverFromOutbox('PaymentCancelRequested', id);
    expect(await shop.read(id)).toMatchObject({ payment: { status: 'VOIDED' } });
    await harness.deliverFromOutbox('PaymentRequested', id);
    const signal = new AbortController().signal;
    const late = { key: id, token: 'tok_ok', amountMinor: 1_490, currency: 'EUR' as const, signal };
    expect((await harness.provider.authorise(late)).status).toBe('VOIDED');
  });

  it('voids an authorisation that answers after the order has expired', async () => {
    const { id } = await shop.reservedOrder({ token: 'tok_timeout' });
    await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(
      /Try again|has not answered/,
    );
    await harness.deliver('ReservationExpired', { orderId: id });
    const cancel = () => harness.deliverFromOutbox('PaymentCancelRequested', id);
    await expect(cancel()).rejects.toThrow('has not answered');
    harness.advance(30_000);
    await cancel();
    expect(await bookOf(id)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'VOIDED', captured: { amount: 0 } },
    });
  });

  it('gives up a hold when the buyer cancels while the provider is being asked', async () => {
    const { id, buyer } = await shop.reservedOrder();
    harness.wrapProvider({
      async authorise(request) {
        const held = await harness.provider.authorise(request);
        await shop.command('cancelOrder', { orderId: id, reason: 'Changed my mind' }, buyer);
        return held;
      },
    });
    await harness.deliverFromOutbox('PaymentRequested', id);
    harness.wrapProvider({});
    expect(await bookOf(id)).toMatchObject({ status: 'VOIDED' });
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'VOIDED' },
    });
    await harness.deliverFromOutbox('PaymentCancelRequested', id);
    expect((await shop.read(id)).payment.status).toBe('VOIDED');
    expect(await shop.names(id)).not.toContain('OrderConfirmed');
  });

  it('pays back once when the buyer cancels between capture and its record', async () => {
    const { id, buyer } = await shop.reservedOrder();
    harness.wrapProvider({
      async capture(key) {
        const taken = await harness.provider.capture(key);
        await shop.command('cancelOrder', { orderId: id, reason: 'Changed my mind' }, buyer);
        // The cancellation is handled before our own answer is written down.
        await harness.deliverFromOutbox('PaymentCancelRequested', id);
        return taken;
      },
    });
    await harness.deliverFromOutbox('PaymentRequested', id);
    harness.wrapProvider({});
    expect((await shop.names(id)).filter((name) => name === 'RefundRequested')).toHaveLength(1);
    await harness.deliverFromOutbox('RefundRequested', id);
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'REFUNDED', captured: { amount: 1_490 }, refunded: { amount: 1_490 } },
    });
    expect(await bookOf(id)).toMatchObject({ status: 'CAPTURED', refunded: 1_490 });
  });

  it('pays back when the stock was gone after all', async () => {
    const { id } = await shop.confirmedOrder();
    await harness.deliver('StockCommitFailed', { orderId: id });
    expect(await shop.read(id)).toMatchObject({ status: 'CANCELLED' });
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: 1_490 },
    });
    expect(await shop.names(id)).toEqual([
      'OrderPlaced',
      'PaymentRequested',
      'OrderConfirmed',
      'OrderCancelled',
      'RefundRequested',
      'OrderRefunded',
    ]);
  });
});

describe('news that come twice, late or in the wrong order', () => {
  it('are applied once', async () => {
    const { id } = await shop.order();
    const eventId = await harness.deliver('StockReserved', { orderId: id, expiresAt });
    await harness.deliver('StockReserved', { orderId: id, expiresAt }, eventId);
    await harness.deliver('StockReserved', { orderId: id, expiresAt });
    const paymentEventId = await harness.deliverFromOutbox('PaymentRequested', id);
    await harness.deliverFromOutbox('PaymentRequested', id);
    const { rows } = await harness.owner.query(
      'SELECT subscriber FROM inbox WHERE event_id = ANY ($1) ORDER BY subscriber',
      [[eventId, paymentEventId]],
    );
    expect(rows).toEqual([{ subscriber: 'orders' }, { subscriber: 'orders-payment' }]);
    expect(await shop.names(id)).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderConfirmed']);
  });

  it('are applied once when they come at the same time', async () => {
    const { id } = await shop.reservedOrder();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => harness.deliverFromOutbox('PaymentRequested', id)),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(await shop.names(id)).toEqual(['OrderPlaced', 'PaymentRequested', 'OrderConfirmed']);
    expect(await bookOf(id)).toMatchObject({ status: 'CAPTURED', amount: 1_490 });
  });

  it('of an expiry make a paid order be announced again, each once', async () => {
    const { id } = await shop.confirmedOrder();
    const eventId = await harness.deliver('ReservationExpired', { orderId: id });
    await harness.deliver('ReservationExpired', { orderId: id }, eventId);
    expect((await shop.read(id)).status).toBe('CONFIRMED');
    expect((await shop.timeline(id)).at(-1)).toBe('CONFIRMATION_REPEATED');
    const announced = (await harness.outbox('OrderConfirmed')).filter(({ key }) => key === id);
    expect(announced).toHaveLength(2);
    expect(announced[1]!.payload).toEqual(announced[0]!.payload);
    expect(announced[1]!.id).not.toBe(announced[0]!.id);
  });

  it('change nothing once an order is confirmed', async () => {
    const { id } = await shop.confirmedOrder();
    await harness.deliver('StockRejected', {
      orderId: id,
      shortages: [{ sku: 'MUG-BLUE', requested: 1, available: 0 }],
    });
    expect((await shop.read(id)).status).toBe('CONFIRMED');
  });

  it('change nothing once an order is cancelled', async () => {
    const { id, buyer } = await shop.order();
    await shop.command('cancelOrder', { orderId: id, reason: 'Too slow' }, buyer);
    await harness.deliver('StockReserved', { orderId: id, expiresAt });
    expect(await shop.names(id)).toEqual([
      'OrderPlaced',
      'OrderCancelled',
      'PaymentCancelRequested',
    ]);
    await harness.deliverFromOutbox('PaymentCancelRequested', id);
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'NONE' },
    });
  });

  it('pay a refund back once, however often it is asked for', async () => {
    const { id } = await shop.confirmedOrder();
    await harness.deliver('StockCommitFailed', { orderId: id });
    await Promise.all(
      Array.from({ length: 5 }, () => harness.deliverFromOutbox('RefundRequested', id)),
    );
    expect(await bookOf(id)).toMatchObject({ refunded: 1_490 });
    expect((await shop.names(id)).filter((name) => name === 'OrderRefunded')).toHaveLength(1);
  });

  it('go to the dead letters when there is no such order', async () => {
    await expect(
      harness.deliver('StockReserved', { orderId: createId(), expiresAt }),
    ).rejects.toMatchObject({ name: 'PermanentError' });
  });
});
