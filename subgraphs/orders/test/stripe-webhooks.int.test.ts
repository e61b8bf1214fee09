/** POST /webhooks/stripe over HTTP: what is believed, what comes of it, and what cannot do harm. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, staff, startHarness } from './harness.js';
import { stripeSubject } from './payment-subjects.js';
import { shopping } from './shopping.js';
import type { StripeEvent } from './stripe-books.js';
import type { StripeServer } from './stripe-server.js';
import { type Sending, sendWebhook, sign, webhookSecret } from './stripe-webhooks.js';

let harness: Harness;
let subject: Awaited<ReturnType<typeof stripeSubject>>;
let server: StripeServer;
let shop: ReturnType<typeof shopping>;
let origin: string;
beforeAll(async () => {
  harness = await startHarness({ stripeWebhookSecret: webhookSecret });
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  subject = await stripeSubject(harness);
  ({ server } = subject);
  harness.wrapProvider(subject.provider);
  harness.env.paymentTimeoutMs = 10_000;
  shop = shopping(harness);
  origin = await harness.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await subject.stop();
  await harness.close();
});

const send = (event: StripeEvent | object, how?: Sending) => sendWebhook(origin, event, how);

const noticesOf = async (id: string) =>
  (await harness.outbox('PaymentNotified')).filter(({ key }) => key === id);

/** Delivers each notice of an order once, the newest first. */
async function deliverNotices(id: string) {
  for (const notice of (await noticesOf(id)).toReversed())
    await harness.deliver('PaymentNotified', { orderId: id }, notice.id);
}

const intentOf = (id: string) => server.books.intentsOf(id)[0]!;

/** An order whose payment the bank is still deciding. */
async function undecidedOrder() {
  const { id } = await shop.reservedOrder({ token: 'pm_card_processing' });
  await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(
    'has not answered',
  );
  return id;
}

const anEventFor = (orderId: string): StripeEvent => ({
  id: `evt_${createId()}`,
  object: 'event',
  type: 'payment_intent.succeeded',
  created: Math.floor(Date.now() / 1000),
  data: { object: { object: 'payment_intent', id: 'pi_1', metadata: { order_id: orderId } } },
});

describe('a signed webhook', () => {
  it('alone confirms an order whose payment nobody else hears of', async () => {
    const id = await undecidedOrder();
    server.books.settle(intentOf(id).id);
    const [authorised] = server.books.eventsOf(id);
    expect(await send(authorised!)).toEqual({ status: 200, body: { received: true } });
    await deliverNotices(id);
    expect(await shop.read(id)).toMatchObject({
      status: 'CONFIRMED',
      payment: { status: 'CAPTURED', captured: { amount: 1_490 } },
    });
    expect(await shop.timeline(id)).toEqual([
      'PLACED',
      'STOCK_RESERVED',
      'PAYMENT_AUTHORISED',
      'PAYMENT_CAPTURED',
      'CONFIRMED',
    ]);
    expect(intentOf(id)).toMatchObject({ status: 'succeeded' });
  });

  it('gives up an authorisation that comes after the order has expired', async () => {
    const id = await undecidedOrder();
    await harness.deliver('ReservationExpired', { orderId: id });
    await expect(harness.deliverFromOutbox('PaymentCancelRequested', id)).rejects.toThrow(
      'has not answered',
    );
    server.books.settle(intentOf(id).id);
    await send(server.books.eventsOf(id)[0]!);
    await deliverNotices(id);
    expect(intentOf(id)).toMatchObject({ status: 'canceled', amount_capturable: 0 });
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'VOIDED', captured: { amount: 0 } },
    });
  });

  it('is taken once, however often and by however many it is sent', async () => {
    const id = await undecidedOrder();
    server.books.settle(intentOf(id).id);
    const event = server.books.eventsOf(id)[0]!;
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(event)));
    // Signed anew, as Stripe does for each delivery of an event.
    answers.push(await send(event, { signedAt: Date.now() - 60_000 }));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await noticesOf(id)).toHaveLength(1);
  });

  it('changes nothing that is known, in whatever order all of them come', async () => {
    const { id } = await shop.confirmedOrder({ token: 'pm_card_visa' });
    await shop.command('cancelOrder', { orderId: id, reason: 'Too slow' }, staff());
    await harness.deliverFromOutbox('RefundRequested', id);
    const before = await shop.read(id);
    expect(before).toMatchObject({ status: 'CANCELLED', payment: { status: 'REFUNDED' } });
    const events = server.books.eventsOf(id);
    expect(events.map(({ type }) => type)).toEqual([
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
      'charge.refunded',
      'refund.updated',
    ]);
    for (const event of [...events.toReversed(), ...events]) await send(event);
    expect(await noticesOf(id)).toHaveLength(4);
    await deliverNotices(id);
    expect(await shop.read(id)).toEqual(before);
    expect(await subject.books(id)).toMatchObject({ refundedMinor: 1_490 });
  });

  it('is not believed: the provider is asked, and has the last word', async () => {
    const id = await undecidedOrder();
    await send(anEventFor(id));
    await deliverNotices(id);
    expect(await shop.read(id)).toMatchObject({ status: 'AWAITING_PAYMENT' });
    const { id: other } = await shop.order();
    await send(anEventFor(other));
    await deliverNotices(other);
    expect((await shop.read(other)).status).toBe('PENDING');
  });

  it('tells of a decline', async () => {
    const { id } = await shop.reservedOrder({ token: 'pm_card_visa_chargeDeclined' });
    server.fail('confirm', 'answer lost');
    await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(
      'StripeConnectionError',
    );
    const [declined] = server.books.eventsOf(id);
    expect(declined!.type).toBe('payment_intent.payment_failed');
    await send(declined!);
    await deliverNotices(id);
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'DECLINED' },
    });
  });

  it('completes a refund that took its time', async () => {
    const { id } = await shop.confirmedOrder({ token: 'pm_card_visa' });
    server.books.refundStatuses.push('pending');
    await harness.deliver('StockCommitFailed', { orderId: id });
    await expect(harness.deliverFromOutbox('RefundRequested', id)).rejects.toThrow(/as pending/);
    expect((await shop.read(id)).payment.status).toBe('CAPTURED');
    server.books.finishRefund(server.books.refundsOf(intentOf(id).id)[0]!);
    const asked = async () => (await shop.names(id)).filter((name) => name === 'RefundRequested');
    expect(await asked()).toHaveLength(1);
    await send(server.books.eventsOf(id).at(-1)!);
    expect(await asked()).toHaveLength(2);
    await harness.deliverFromOutbox('RefundRequested', id);
    expect((await shop.read(id)).payment).toMatchObject({
      status: 'REFUNDED',
      refunded: { amount: 1_490 },
    });
  });
});

describe('a refund that is not of our making', () => {
  const notesOf = async (id: string) =>
    ((await shop.read(id)).timeline as { type: string; note: string }[])
      .filter(({ type }) => type === 'REFUND_DIFFERS')
      .map(({ note }) => note);

  it('is noted on the order, once, and not booked', async () => {
    const { id } = await shop.confirmedOrder({ token: 'pm_card_visa' });
    server.books.refund({ payment_intent: intentOf(id).id, amount: '500' });
    const refunded = server.books.eventsOf(id).find(({ type }) => type === 'charge.refunded')!;
    await send(refunded);
    await send({ ...refunded, id: `evt_${createId()}` });
    expect(await noticesOf(id)).toHaveLength(2);
    await deliverNotices(id);
    expect(await notesOf(id)).toEqual([
      'At the provider 500 are paid back (EUR, minor units), here only 0 were asked for.',
    ]);
    expect(await shop.read(id)).toMatchObject({
      status: 'CONFIRMED',
      payment: { status: 'CAPTURED', refunded: { amount: 0 } },
    });
  });

  it('is noted also when one of ours comes back from the bank', async () => {
    const { id } = await shop.confirmedOrder({ token: 'pm_card_visa' });
    await harness.deliver('StockCommitFailed', { orderId: id });
    await harness.deliverFromOutbox('RefundRequested', id);
    server.books.failRefund(server.books.refundsOf(intentOf(id).id)[0]!);
    await send(server.books.eventsOf(id).at(-1)!);
    await deliverNotices(id);
    expect(await notesOf(id)).toEqual([
      'At the provider 0 are paid back (EUR, minor units), here 1490 are booked.',
    ]);
  });
});

describe('a webhook is refused', () => {
  const refused = { status: 400, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } };

  it.each<[string, (event: StripeEvent) => Sending]>([
    ['without a signature', () => ({ signature: null })],
    ['with an empty signature', () => ({ signature: '' })],
    ['with half a signature', () => ({ signature: `t=${Math.floor(Date.now() / 1000)}` })],
    ['with the secret of another endpoint', () => ({ secret: 'whsec_other' })],
    ['when its body was changed', (event) => ({ body: JSON.stringify(event) })],
    ['when it was signed more than five minutes ago', () => ({ signedAt: Date.now() - 330_000 })],
    [
      'when an old signature is given a new time',
      (event) => {
        const old = sign(JSON.stringify(event, null, 2), webhookSecret, Date.now() - 330_000);
        return { signature: old.replace(/t=\d+/, `t=${Math.floor(Date.now() / 1000)}`) };
      },
    ],
    [
      'when it has only the test scheme',
      (event) => ({ signature: sign(JSON.stringify(event, null, 2)).replace('v1=', 'v2=') }),
    ],
  ])('%s', async (_how, sending) => {
    const { id } = await shop.order();
    const event = anEventFor(id);
    expect(await send(event, sending(event))).toMatchObject(refused);
    expect(await noticesOf(id)).toEqual([]);
  });

  it('when it is too large, before it is read', async () => {
    const { id } = await shop.order();
    const large = { ...anEventFor(id), padding: 'x'.repeat(300_000) };
    expect(await send(large)).toMatchObject({
      status: 413,
      body: { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] },
    });
    expect(await noticesOf(id)).toEqual([]);
  });

  it('with any body that is not there', async () => {
    const response = await fetch(`${origin}/webhooks/stripe`, {
      method: 'POST',
      headers: { 'stripe-signature': sign('') },
    });
    expect(response.status).toBe(400);
  });
});

describe('a signed webhook is answered and ignored', () => {
  it.each<[string, (orderId: string) => object]>([
    ['of a type nobody follows', (id) => ({ ...anEventFor(id), type: 'customer.created' })],
    ['of an order that is not ours', () => anEventFor(createId())],
    ['without our metadata', (id) => ({ ...anEventFor(id), data: { object: { id: 'pi_1' } } })],
    ['that is no event at all', () => ({ hello: 'world' })],
  ])('%s', async (_what, eventFor) => {
    const { id } = await shop.order();
    const before = (await harness.outbox('PaymentNotified')).length;
    expect(await send(eventFor(id))).toEqual({ status: 200, body: { received: true } });
    expect(await harness.outbox('PaymentNotified')).toHaveLength(before);
  });
});
