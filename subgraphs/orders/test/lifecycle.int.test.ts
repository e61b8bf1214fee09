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

const refund = (orderId: string, amount: number, overrides: object = {}) =>
  shop.command(
    'refundOrder',
    { orderId, amount, reason: 'Late', idempotencyKey: createId(), ...overrides },
    staff(),
  );

describe('after payment', () => {
  it('an order is shipped, delivered, returned and paid back', async () => {
    const { id, buyer } = await shop.confirmedOrder();
    const shipped = await shop.command(
      'shipOrder',
      { orderId: id, trackingCode: 'PKG-1' },
      staff(),
    );
    expect(shipped.result.order).toMatchObject({ status: 'SHIPPED' });
    expect(shipped.result.order.timeline.at(-1)).toMatchObject({ type: 'SHIPPED', note: 'PKG-1' });
    await shop.command('deliverOrder', { orderId: id }, staff());
    const asked = await shop.command('requestReturn', { orderId: id, reason: 'Chipped' }, buyer);
    expect(asked.result.order.status).toBe('DELIVERED');
    await shop.command('requestReturn', { orderId: id, reason: 'Chipped' }, buyer);
    const returned = await shop.command('approveReturn', { orderId: id, restock: false }, staff());
    expect(returned.result.order.status).toBe('RETURNED');
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: 1_490 },
    });
    expect((await shop.names(id)).slice(3)).toEqual([
      'OrderShipped',
      'OrderDelivered',
      'ReturnRequested',
      'OrderReturned',
      'RefundRequested',
      'OrderRefunded',
    ]);
    const [event] = (await harness.outbox('OrderReturned')).filter(({ key }) => key === id);
    expect(event!.payload).toMatchObject({
      restock: false,
      lines: [{ sku: 'MUG-BLUE', quantity: 1 }],
    });
  });

  it('a cancelled order is paid back', async () => {
    const { id, buyer } = await shop.confirmedOrder();
    const input = { orderId: id, reason: 'Found it cheaper' };
    const cancelled = await shop.command('cancelOrder', input, buyer);
    expect(cancelled.result.order.status).toBe('CANCELLED');
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment.status).toBe('REFUNDED');
  });

  it('who cancels again, having lost the answer, is told that it is done; nothing happens twice', async () => {
    const { id, buyer } = await shop.confirmedOrder();
    const cancel = () => shop.command('cancelOrder', { orderId: id, reason: 'Mistaken' }, buyer);
    const [{ result: first }, { result: again }] = [await cancel(), await cancel()];
    expect(again).toEqual(first);
    const events = await harness.outbox('RefundRequested');
    expect(events.filter(({ key }) => key === id)).toHaveLength(1);
  });

  it('a step out of turn is refused with the state the order is in', async () => {
    const { id, buyer } = await shop.order();
    for (const [name, input, caller] of [
      ['shipOrder', { orderId: id }, staff()],
      ['deliverOrder', { orderId: id }, staff()],
      ['approveReturn', { orderId: id }, staff()],
      ['requestReturn', { orderId: id, reason: 'x' }, buyer],
    ] as const)
      expect((await shop.command(name, input, caller)).result).toMatchObject({
        __typename: 'InvalidOrderState',
        status: 'PENDING',
      });
    expect((await refund(id, 1)).result.__typename).toBe('InvalidOrderState');
    const { id: delivered } = await shop.deliveredOrder();
    expect(
      (await shop.command('approveReturn', { orderId: delivered }, staff())).result,
    ).toMatchObject({ __typename: 'InvalidOrderState', status: 'DELIVERED' });
  });
});

describe('refunds', () => {
  it('are paid in part, and never more than was captured', async () => {
    const { id } = await shop.confirmedOrder();
    expect((await refund(id, 1_000)).result.__typename).toBe('OrderSuccess');
    expect((await refund(id, 491)).result).toMatchObject({
      __typename: 'RefundTooLarge',
      refundable: { amount: 490 },
    });
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      refunded: { amount: 1_000 },
    });
    await refund(id, 490);
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment.status).toBe('REFUNDED');
  });

  it('are made once per key, also when asked for at once', async () => {
    const { id } = await shop.confirmedOrder();
    const key = { idempotencyKey: createId() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(id, 300, key)));
    expect(answers.map(({ result }) => result.__typename)).toEqual(Array(5).fill('OrderSuccess'));
    expect((await shop.names(id)).filter((name) => name === 'RefundRequested')).toHaveLength(1);
    expect((await refund(id, 301, key)).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await refund(id, 300, { ...key, reason: 'Other' })).code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  it('asked for at once with different keys stay within what was paid', async () => {
    const { id } = await shop.confirmedOrder();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refund(id, 500)));
    const kinds = answers.map(({ result }) => result.__typename as string).toSorted();
    expect(kinds).toEqual([
      ...Array<string>(2).fill('OrderSuccess'),
      ...Array<string>(4).fill('RefundTooLarge'),
    ]);
  });

  it('give the key back when they were refused', async () => {
    const { id } = await shop.confirmedOrder();
    const key = { idempotencyKey: createId() };
    expect((await refund(id, 5_000, key)).result.__typename).toBe('RefundTooLarge');
    expect((await refund(id, 500, key)).result.__typename).toBe('OrderSuccess');
  });
});

describe('who may do what', () => {
  it('hides another buyer’s order from every command', async () => {
    const { id } = await shop.deliveredOrder();
    const reason = 'Mine now';
    for (const name of ['cancelOrder', 'requestReturn'])
      expect((await shop.command(name, { orderId: id, reason }, customer())).code).toBe(
        'NOT_FOUND',
      );
    expect((await shop.command('requestReturn', { orderId: id, reason }, staff())).code).toBe(
      'NOT_FOUND',
    );
  });

  it('keeps staff’s commands from buyers and guests', async () => {
    const { id, buyer } = await shop.confirmedOrder();
    const guest = { userId: null, sessionId: null, roles: [] };
    for (const [name, input] of [
      ['shipOrder', { orderId: id }],
      ['deliverOrder', { orderId: id }],
      ['approveReturn', { orderId: id }],
      ['rejectReturn', { orderId: id, returnId: id, reason: 'x' }],
      ['refundOrder', { orderId: id, amount: 1, reason: 'x', idempotencyKey: '12345678' }],
    ] as const) {
      expect((await shop.command(name, input, buyer)).code).toBe('FORBIDDEN');
      expect((await shop.command(name, input, guest)).code).toBe('UNAUTHENTICATED');
    }
    expect((await shop.read(id)).status).toBe('CONFIRMED');
  });

  it('lets staff cancel for a buyer', async () => {
    const { id } = await shop.order();
    const { result } = await shop.command('cancelOrder', { orderId: id, reason: 'Fraud' }, staff());
    expect(result.order).toMatchObject({ status: 'CANCELLED' });
    expect(result.order.timeline.at(-1).note).toBe('By staff: Fraud');
  });
});
