/** What Stripe's words mean here: the pure parts of the provider. */
import { describe, expect, it } from 'vitest';
import { refundDifference } from '../src/payments/refund-difference.js';
import { type Intent, isCancellable, toPayment } from '../src/payments/stripe/intent-status.js';
import { followedTypes, noticeId, toNotice } from '../src/payments/stripe/webhook-event.js';

const anIntent = (overrides: object = {}) =>
  ({
    id: 'pi_1',
    status: 'requires_payment_method',
    amount: 2_490,
    amount_received: 0,
    last_payment_error: null,
    latest_charge: null,
    ...overrides,
  }) as Intent;

describe('the status of a PaymentIntent', () => {
  it.each([
    ['requires_payment_method', null, true],
    ['requires_confirmation', null, true],
    ['requires_action', 'PENDING', true],
    ['processing', 'PENDING', false],
    ['requires_capture', 'AUTHORISED', true],
    ['succeeded', 'CAPTURED', false],
    ['canceled', 'VOIDED', false],
    ['something_new', 'PENDING', false],
    ['toString', 'PENDING', false],
  ] as const)('%s is %s', (status, expected, cancellable) => {
    const intent = anIntent({ status });
    expect(toPayment(intent)?.status ?? null).toBe(expected);
    expect(isCancellable(intent)).toBe(cancellable);
  });

  it('is DECLINED where a payment failed, and stays so', () => {
    const intent = anIntent({ last_payment_error: { type: 'card_error' } });
    expect(toPayment(intent)).toMatchObject({ ref: 'pi_1', status: 'DECLINED' });
    expect(isCancellable(intent)).toBe(false);
  });

  it('counts what was received once it is captured, and what was paid back', () => {
    const captured = { status: 'succeeded', amount_received: 2_000 };
    expect(toPayment(anIntent(captured))).toEqual({
      ref: 'pi_1',
      status: 'CAPTURED',
      amountMinor: 2_000,
    });
    const charge = { id: 'ch_1', amount_refunded: 300 };
    expect(toPayment(anIntent({ ...captured, latest_charge: charge }))).toMatchObject({
      refundedMinor: 300,
    });
    expect(toPayment(anIntent({ ...captured, latest_charge: 'ch_1' }))).not.toHaveProperty(
      'refundedMinor',
    );
  });
});

describe('a webhook', () => {
  const orderId = '01890000-0000-7000-8000-000000000001';
  const refundId = '01890000-0000-7000-8000-0000000000f1';
  const anEvent = (metadata: unknown, type = 'payment_intent.succeeded') => ({
    id: 'evt_1',
    type,
    created: 1_795_000_000,
    data: { object: { metadata } },
  });

  it('is about the order in its metadata, and the refund if it is ours', () => {
    expect(toNotice(anEvent({ order_id: orderId }))).toEqual({
      id: noticeId('evt_1', 1_795_000_000),
      orderId,
    });
    expect(
      toNotice(anEvent({ order_id: orderId, refund_id: refundId }, 'refund.updated')),
    ).toMatchObject({ orderId, refundId });
    expect(toNotice(anEvent({ order_id: orderId, refund_id: 'x' }))).not.toHaveProperty('refundId');
  });

  it('is ignored when it is of another type or of no order', () => {
    const others = [
      anEvent({ order_id: orderId }, 'customer.created'),
      anEvent({}),
      anEvent(null),
      anEvent({ order_id: '17' }),
      anEvent({ order_id: [orderId] }),
      { ...anEvent({ order_id: orderId }), created: 1e300 },
      { ...anEvent({ order_id: orderId }), id: '' },
      null,
      'evt',
      [],
    ];
    for (const event of others) expect(toNotice(event)).toBeNull();
    expect(followedTypes).toContain('payment_intent.amount_capturable_updated');
  });

  it('has an id that its repetitions share and that the inbox can forget by its time', () => {
    const id = noticeId('evt_1', 1_795_000_000);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(noticeId('evt_1', 1_795_000_000)).toBe(id);
    expect(noticeId('evt_2', 1_795_000_000)).not.toBe(id);
    expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(1_795_000_000_000);
    expect(noticeId('evt_0', 1_794_999_999) < id).toBe(true);
  });
});

describe('refunds at the provider', () => {
  const difference = (refundedMinor: number, doneMinor: number, askedMinor: number) =>
    refundDifference({ refundedMinor, doneMinor, askedMinor }, 'EUR');

  it('agree with ours, also while one is under way', () => {
    expect(difference(0, 0, 0)).toBeNull();
    expect(difference(500, 500, 500)).toBeNull();
    expect(difference(0, 0, 500)).toBeNull();
    expect(difference(500, 0, 500)).toBeNull();
  });

  it('differ when somebody else paid back, or when a refund came back', () => {
    expect(difference(700, 500, 500)).toMatch(/700 .*only 500/);
    expect(difference(200, 500, 500)).toMatch(/200 .*500 are booked/);
  });
});
