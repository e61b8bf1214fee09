/** What every payment provider must do, whoever it is. A new one is added to `subjects`. */
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.js';
import { builtInSubject, stripeSubject, type Subject } from './payment-subjects.js';
import { shopping } from './shopping.js';

/** How they say it is up to them; these are the words of the two. */
const unanswered = /aborted|has not answered|StripeConnectionError/;
const nothingThere = /no such payment|no payment with this key/;
const tooMuch = /not that much left|StripeInvalidRequestError|no payment with this key/;

const subjects = [
  ['the built-in provider', builtInSubject],
  ['Stripe', stripeSubject],
] as const;

describe.each(subjects)('%s', (_name, createSubject) => {
  let harness: Harness;
  let subject: Subject;
  let shop: ReturnType<typeof shopping>;
  beforeAll(async () => {
    harness = await startHarness();
    harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
    subject = await createSubject(harness);
    harness.wrapProvider(subject.provider);
    harness.env.paymentTimeoutMs = 3_000;
    shop = shopping(harness);
  });
  afterAll(async () => {
    await subject.stop();
    await harness.close();
  });

  const amountMinor = 1_490;
  const newKey = async () => (await shop.order()).id;
  const authorise = (key: string, token: string, signal = new AbortController().signal) =>
    subject.provider.authorise({ key, token, amountMinor, currency: 'EUR', signal });

  /** A key whose payment is captured. */
  async function capturedKey() {
    const key = await newKey();
    await authorise(key, subject.tokens.ok);
    await subject.provider.capture(key);
    return key;
  }

  /** A key with an authorisation that nobody heard of. */
  async function keyWithLostAnswer() {
    const key = await newKey();
    subject.loseAnswer();
    await expect(authorise(key, subject.tokens.lost, AbortSignal.timeout(300))).rejects.toThrow(
      unanswered,
    );
    return key;
  }

  describe('the port', () => {
    it('knows nothing of a key that was never used', async () => {
      expect(await subject.provider.find(await newKey())).toBeNull();
      expect(await subject.provider.find(createId())).toBeNull();
    });

    it('authorises, and finds what it authorised', async () => {
      const key = await newKey();
      const payment = await authorise(key, subject.tokens.ok);
      expect(payment).toMatchObject({ status: 'AUTHORISED', amountMinor });
      expect(await subject.provider.find(key)).toMatchObject({
        ref: payment.ref,
        status: 'AUTHORISED',
        amountMinor,
      });
    });

    it('makes one payment of two authorisations with one key', async () => {
      const key = await newKey();
      const first = await authorise(key, subject.tokens.ok);
      expect(await authorise(key, subject.tokens.ok)).toMatchObject({ ref: first.ref });
      expect(await subject.books(key)).toMatchObject({ payments: 1, heldMinor: amountMinor });
    });

    it('makes one payment of eight authorisations at the same time', async () => {
      const key = await newKey();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, () => authorise(key, subject.tokens.ok)),
      );
      expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
      expect(await subject.provider.find(key)).toMatchObject({ status: 'AUTHORISED' });
      expect(await subject.books(key)).toMatchObject({ payments: 1, heldMinor: amountMinor });
    });

    it('declines for good what is declined, and a token that nobody knows', async () => {
      for (const token of [subject.tokens.declined, subject.tokens.unknown]) {
        const key = await newKey();
        expect(await authorise(key, token)).toMatchObject({ status: 'DECLINED' });
        expect((await authorise(key, subject.tokens.ok)).status).not.toBe('AUTHORISED');
        expect(await subject.books(key)).toMatchObject({ payments: 0, heldMinor: 0 });
      }
    });

    it('finds an authorisation whose answer was lost', async () => {
      const key = await keyWithLostAnswer();
      subject.settle();
      expect(await subject.provider.find(key)).toMatchObject({ status: 'AUTHORISED', amountMinor });
      expect(await authorise(key, subject.tokens.lost)).toMatchObject({ status: 'AUTHORISED' });
      expect(await subject.books(key)).toMatchObject({ payments: 1, heldMinor: amountMinor });
    });

    it('captures once', async () => {
      const key = await newKey();
      await authorise(key, subject.tokens.ok);
      for (let attempt = 0; attempt < 2; attempt++)
        expect(await subject.provider.capture(key)).toMatchObject({
          status: 'CAPTURED',
          amountMinor,
        });
      expect(await subject.books(key)).toMatchObject({ capturedMinor: amountMinor, heldMinor: 0 });
    });

    it('does not capture what was given up', async () => {
      const key = await newKey();
      await authorise(key, subject.tokens.ok);
      await subject.provider.cancel(key);
      expect(await subject.provider.capture(key)).toMatchObject({ status: 'VOIDED' });
      expect(await subject.books(key)).toMatchObject({ capturedMinor: 0, heldMinor: 0 });
    });

    it('captures nothing that was never authorised', async () => {
      await expect(subject.provider.capture(await newKey())).rejects.toThrow(nothingThere);
    });

    it('gives up a hold, as often as it is told', async () => {
      const key = await newKey();
      await authorise(key, subject.tokens.ok);
      for (let attempt = 0; attempt < 2; attempt++)
        expect(await subject.provider.cancel(key)).toMatchObject({ status: 'VOIDED' });
      expect(await subject.provider.find(key)).toMatchObject({ status: 'VOIDED' });
      expect(await subject.books(key)).toMatchObject({ heldMinor: 0 });
    });

    it('bars a key that holds nothing: a late authorisation comes to nothing', async () => {
      const key = await newKey();
      expect(await subject.provider.cancel(key)).toMatchObject({ status: 'VOIDED' });
      expect(await authorise(key, subject.tokens.ok)).toMatchObject({ status: 'VOIDED' });
      expect(await subject.provider.find(key)).toMatchObject({ status: 'VOIDED' });
      expect(await subject.books(key)).toMatchObject({ payments: 0, heldMinor: 0 });
    });

    it('ends with nothing held when authorised and given up at the same time', async () => {
      for (let round = 0; round < 10; round++) {
        const key = await newKey();
        await Promise.allSettled([
          authorise(key, subject.tokens.ok),
          authorise(key, subject.tokens.ok),
          subject.provider.cancel(key),
        ]);
        expect(await subject.provider.cancel(key)).toMatchObject({ status: 'VOIDED' });
        expect(await subject.books(key)).toMatchObject({ payments: 0, heldMinor: 0 });
      }
    });

    it('leaves a captured or declined payment as it is when told to give it up', async () => {
      const captured = await capturedKey();
      expect(await subject.provider.cancel(captured)).toMatchObject({ status: 'CAPTURED' });
      expect(await subject.books(captured)).toMatchObject({ capturedMinor: amountMinor });
      const declined = await newKey();
      await authorise(declined, subject.tokens.declined);
      expect(await subject.provider.cancel(declined)).toMatchObject({ status: 'DECLINED' });
    });

    it('pays a refund back once', async () => {
      const [key, refundKey] = [await capturedKey(), createId()];
      for (let attempt = 0; attempt < 3; attempt++)
        await subject.provider.refund({ key, refundKey, amountMinor: 500 });
      await subject.provider.refund({ key, refundKey: createId(), amountMinor: 100 });
      expect(await subject.books(key)).toMatchObject({ refundedMinor: 600 });
    });

    it('pays a refund back once when it is asked for eight times at the same time', async () => {
      const [key, refundKey] = [await capturedKey(), createId()];
      await Promise.allSettled(
        Array.from({ length: 8 }, () =>
          subject.provider.refund({ key, refundKey, amountMinor: 100 }),
        ),
      );
      expect(await subject.books(key)).toMatchObject({ refundedMinor: 100 });
    });

    it('refuses to pay back more than is left, or what was never captured', async () => {
      const key = await capturedKey();
      const refund = (amount: number) =>
        subject.provider.refund({ key, refundKey: createId(), amountMinor: amount });
      await expect(refund(amountMinor + 1)).rejects.toThrow(tooMuch);
      await refund(1_000);
      await expect(refund(500)).rejects.toThrow(tooMuch);
      await refund(490);
      expect(await subject.books(key)).toMatchObject({ refundedMinor: amountMinor });
      const unpaid = { key: await newKey(), refundKey: createId(), amountMinor: 1 };
      await expect(subject.provider.refund(unpaid)).rejects.toThrow(tooMuch);
    });
  });

  describe('the saga', () => {
    it('asks after an authorisation that timed out instead of assuming that it failed', async () => {
      const { id } = await shop.reservedOrder({ token: subject.tokens.lost });
      subject.loseAnswer();
      const attempt = () => harness.deliverFromOutbox('PaymentRequested', id);
      await expect(attempt()).rejects.toThrow(unanswered);
      expect(await shop.read(id)).toMatchObject({
        status: 'AWAITING_PAYMENT',
        payment: { status: 'PENDING' },
      });
      subject.settle();
      await attempt();
      expect(await shop.read(id)).toMatchObject({
        status: 'CONFIRMED',
        payment: { status: 'CAPTURED', captured: { amount: amountMinor } },
      });
      expect(await subject.books(id)).toMatchObject({ payments: 1, capturedMinor: amountMinor });
    });

    it('gives up an authorisation that timed out and whose order has ended since', async () => {
      const { id } = await shop.reservedOrder({ token: subject.tokens.lost });
      subject.loseAnswer();
      await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(unanswered);
      await harness.deliver('ReservationExpired', { orderId: id });
      subject.settle();
      await harness.deliverFromOutbox('PaymentCancelRequested', id);
      await harness.deliverFromOutbox('PaymentRequested', id);
      expect(await shop.read(id)).toMatchObject({
        status: 'CANCELLED',
        payment: { status: 'VOIDED', captured: { amount: 0 } },
      });
      expect(await subject.books(id)).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
    });

    it('cancels when the payment is declined', async () => {
      const { id } = await shop.reservedOrder({ token: subject.tokens.declined });
      await harness.deliverFromOutbox('PaymentRequested', id);
      expect(await shop.read(id)).toMatchObject({
        status: 'CANCELLED',
        payment: { status: 'DECLINED' },
      });
    });

    it('does every step again, for announcements that are repeated', async () => {
      const { id } = await shop.reservedOrder({ token: subject.tokens.ok });
      for (let round = 0; round < 3; round++)
        await harness.deliver('PaymentRequested', { orderId: id });
      expect((await shop.read(id)).status).toBe('CONFIRMED');
      await harness.deliver('StockCommitFailed', { orderId: id });
      const [requested] = (await harness.outbox('RefundRequested')).filter(({ key }) => key === id);
      const { refundId } = requested!.payload as { refundId: string };
      for (let round = 0; round < 3; round++)
        await harness.deliver('RefundRequested', { orderId: id, refundId });
      for (let round = 0; round < 2; round++)
        await harness.deliver('PaymentCancelRequested', { orderId: id });
      expect(await shop.read(id)).toMatchObject({
        status: 'CANCELLED',
        payment: { status: 'REFUNDED', refunded: { amount: amountMinor } },
      });
      expect(await subject.books(id)).toMatchObject({
        capturedMinor: amountMinor,
        refundedMinor: amountMinor,
      });
    });
  });
});
