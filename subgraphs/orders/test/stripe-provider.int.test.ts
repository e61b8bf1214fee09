/** What is Stripe's alone: saved answers, keys in use, lost answers at each step, cards that want the buyer. */
import { inspect } from 'node:util';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness, until } from './harness.js';
import { stripeProvider, stripeSubject } from './payment-subjects.js';
import { shopping } from './shopping.js';
import { type FaultKind, type Operation, secretKey, type StripeServer } from './stripe-server.js';

let harness: Harness;
let subject: Awaited<ReturnType<typeof stripeSubject>>;
let server: StripeServer;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 });
  subject = await stripeSubject(harness);
  ({ server } = subject);
  harness.wrapProvider(subject.provider);
  harness.env.paymentTimeoutMs = 10_000;
  shop = shopping(harness);
});
afterAll(async () => {
  await subject.stop();
  await harness.close();
});

/** No answer, or one that says nothing of what was done. */
const unanswered = /^(Stripe: Stripe(Connection|API|RateLimit)Error|The payment provider has not)/;

const newKey = async () => (await shop.order()).id;
const authorise = (
  key: string,
  {
    token = 'pm_card_visa',
    signal = new AbortController().signal,
    provider = subject.provider,
  } = {},
) => provider.authorise({ key, token, amountMinor: 1_490, currency: 'EUR', signal });

async function capturedKey() {
  const key = await newKey();
  await authorise(key);
  await subject.provider.capture(key);
  return key;
}

/** Delivers an event until it is handled; answers how many attempts that took. */
async function deliverUntilDone(name: 'PaymentRequested' | 'RefundRequested', orderId: string) {
  for (let attempt = 1; attempt <= 8; attempt++) {
    const outcome = await harness.deliverFromOutbox(name, orderId).then(
      () => 'done',
      () => 'failed',
    );
    if (outcome === 'done') return attempt;
  }
  throw new Error(`${name} failed eight times.`);
}

describe('a payment by Stripe', () => {
  it('is made, confirmed and captured, each under a key that the order id gives', async () => {
    const before = server.requests.length;
    const { id } = await shop.reservedOrder({ token: 'pm_card_visa' });
    await harness.deliverFromOutbox('PaymentRequested', id);
    expect(server.requests.slice(before)).toEqual([
      { operation: 'create', key: `${id}:create`, answer: 200 },
      { operation: 'confirm', key: `${id}:confirm`, answer: 200 },
      { operation: 'capture', key: `${id}:capture`, answer: 200 },
    ]);
    expect(server.books.intentsOf(id)).toMatchObject([
      { currency: 'eur', amount: 1_490, capture_method: 'manual', amount_received: 1_490 },
    ]);
    expect((await shop.read(id)).status).toBe('CONFIRMED');
  });

  const steps: Operation[] = ['create', 'confirm', 'capture'];
  const faults: FaultKind[] = ['answer lost', 'unreachable', 'fails', 'fails after', 'busy'];
  it.each(steps.flatMap((step) => faults.map((fault) => [step, fault] as const)))(
    'is made once when %s meets: %s',
    async (step, fault) => {
      const { id } = await shop.reservedOrder({ token: 'pm_card_visa' });
      server.fail(step, fault);
      expect(await deliverUntilDone('PaymentRequested', id)).toBe(2);
      expect((await shop.read(id)).status).toBe('CONFIRMED');
      expect(await subject.books(id)).toEqual({
        payments: 1,
        heldMinor: 0,
        capturedMinor: 1_490,
        refundedMinor: 0,
      });
    },
  );

  it('is not confirmed twice while the first confirmation is at work', async () => {
    const key = await newKey();
    server.fail('confirm', 'slow', 500);
    const first = authorise(key);
    await expect(first).resolves.toMatchObject({ status: 'AUTHORISED' });
    const other = await newKey();
    server.fail('confirm', 'slow', 500);
    const outcomes = await Promise.allSettled([authorise(other), authorise(other)]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await subject.provider.find(other)).toMatchObject({ status: 'AUTHORISED' });
    expect(await subject.books(other)).toMatchObject({ payments: 1 });
  });

  it('that needs the buyer is declined: nobody is there', async () => {
    const key = await newKey();
    const token = 'pm_card_authenticationRequired';
    expect(await authorise(key, { token })).toMatchObject({ status: 'DECLINED' });
    expect(await subject.provider.find(key)).toMatchObject({ status: 'DECLINED' });
  });

  it('is asked of the bank once when it is declined, however often it is delivered', async () => {
    const { id } = await shop.reservedOrder({ token: 'pm_card_visa_chargeDeclined' });
    server.fail('confirm', 'answer lost');
    const before = server.countOf('confirm');
    await deliverUntilDone('PaymentRequested', id);
    expect(server.countOf('confirm') - before).toBe(1);
    expect(await shop.read(id)).toMatchObject({ payment: { status: 'DECLINED' } });
  });

  it('is asked of the bank once when two deliveries of it are declined at the same time', async () => {
    const key = await newKey();
    const token = 'pm_card_visa_chargeDeclined';
    const payments = await Promise.all([authorise(key, { token }), authorise(key, { token })]);
    expect(payments).toMatchObject([{ status: 'DECLINED' }, { status: 'DECLINED' }]);
    expect(server.books.eventsOf(key)).toHaveLength(1);
  });

  it('that waits for the buyer all the same can be given up', async () => {
    const key = await newKey();
    server.fail('confirm', 'unreachable');
    await expect(authorise(key)).rejects.toThrow(unanswered);
    const [intent] = server.books.intentsOf(key);
    server.books.confirm(intent!.id, { payment_method: 'pm_card_authenticationRequired' });
    expect(await subject.provider.find(key)).toMatchObject({ status: 'PENDING' });
    expect(await subject.provider.cancel(key)).toMatchObject({ status: 'VOIDED' });
  });

  it('that the bank is still deciding is not given up before it is decided', async () => {
    const key = await newKey();
    expect(await authorise(key, { token: 'pm_card_processing' })).toMatchObject({
      status: 'PENDING',
    });
    expect(await subject.provider.cancel(key)).toMatchObject({ status: 'PENDING' });
    server.books.settle(server.books.intentsOf(key)[0]!.id);
    expect(await subject.provider.cancel(key)).toMatchObject({ status: 'VOIDED' });
  });

  it('does not believe a saved answer: what was given up since is given up', async () => {
    const key = await newKey();
    server.fail('create', 'answer lost');
    await expect(authorise(key)).rejects.toThrow(unanswered);
    server.books.cancel(server.books.intentsOf(key)[0]!.id);
    expect(await authorise(key)).toMatchObject({ status: 'VOIDED' });
  });

  it('is one payment also when Stripe has forgotten its keys in between', async () => {
    const key = await newKey();
    server.fail('create', 'answer lost');
    await expect(authorise(key)).rejects.toThrow(unanswered);
    server.forgetKeys();
    server.fail('confirm', 'answer lost');
    await expect(authorise(key)).rejects.toThrow(unanswered);
    server.forgetKeys();
    expect(await authorise(key)).toMatchObject({ status: 'AUTHORISED' });
    expect(server.books.intentsOf(key).map(({ status }) => status)).toEqual([
      'requires_payment_method',
      'requires_capture',
    ]);
  });

  it('is one payment when two intents are made at the same time, and none when given up in between', async () => {
    const [twice, givenUp] = [await newKey(), await newKey()];
    for (const key of [twice, givenUp]) {
      server.fail('create', 'answer late', 500);
      const late = authorise(key);
      await until(() => server.books.intentsOf(key).length === 1);
      server.forgetKeys();
      const meanwhile = key === twice ? await authorise(key) : await subject.provider.cancel(key);
      expect(await late).toMatchObject({ ref: meanwhile.ref, status: meanwhile.status });
    }
    expect(server.books.intentsOf(twice)).toHaveLength(2);
    expect(await subject.books(twice)).toMatchObject({ payments: 1, heldMinor: 1_490 });
    expect(await subject.books(givenUp)).toMatchObject({ payments: 0, heldMinor: 0 });
  });

  it('goes no further once nobody waits for it', async () => {
    const key = await newKey();
    const before = server.countOf('confirm');
    server.fail('create', 'slow', 300);
    await expect(authorise(key, { signal: AbortSignal.timeout(100) })).rejects.toThrow('aborted');
    expect(server.countOf('confirm')).toBe(before);
    expect(await subject.provider.find(key)).toBeNull();
  });

  it('waits no longer than it was told to', async () => {
    const hasty = stripeProvider(harness, server, { timeoutMs: 200 });
    const key = await newKey();
    server.fail('confirm', 'answer late', 1_500);
    const startedAt = performance.now();
    await expect(authorise(key, { provider: hasty })).rejects.toThrow(/StripeConnectionError/);
    expect(performance.now() - startedAt).toBeLessThan(1_200);
    expect(await subject.provider.find(key)).toMatchObject({ status: 'AUTHORISED' });
  });

  it('has no webhooks where it was not chosen', async () => {
    const response = await harness.app.inject({ method: 'POST', url: '/webhooks/stripe' });
    expect(response.statusCode).toBe(404);
  });

  it('fails without a word of the key, the token or what Stripe answered', async () => {
    const wrongKey = 'sk_test_wrongwrongwrong';
    const stranger = stripeProvider(harness, server, { secretKey: wrongKey });
    const error: unknown = await authorise(await newKey(), { provider: stranger }).catch(
      (failure: unknown) => failure,
    );
    expect(error).toMatchObject({
      name: 'ProviderFailedError',
      message: 'Stripe: StripeAuthenticationError, HTTP 401, request req_test',
    });
    const everything = inspect(error, { depth: Infinity, showHidden: true });
    for (const secret of [wrongKey, secretKey, 'pm_card_visa', 'client_secret'])
      expect(everything).not.toContain(secret);
  });
});

describe('a refund by Stripe', () => {
  const refund = (key: string, refundKey: string) =>
    subject.provider.refund({ key, refundKey, amountMinor: 500 });

  it.each(['answer lost', 'unreachable', 'fails after', 'busy'] as const)(
    'is paid once when it meets: %s',
    async (fault) => {
      const [key, refundKey] = [await capturedKey(), createId()];
      server.fail('refund', fault);
      await expect(refund(key, refundKey)).rejects.toThrow(unanswered);
      await refund(key, refundKey);
      expect(await subject.books(key)).toMatchObject({ refundedMinor: 500 });
    },
  );

  it('that Stripe failed in the middle of waits until Stripe forgets, and is paid once', async () => {
    const [key, refundKey] = [await capturedKey(), createId()];
    server.fail('refund', 'fails');
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(refund(key, refundKey)).rejects.toThrow(/HTTP 500/);
    server.forgetKeys();
    await refund(key, refundKey);
    await refund(key, refundKey);
    expect(await subject.books(key)).toMatchObject({ refundedMinor: 500 });
  });

  it('is found a day later, when its idempotency key is forgotten', async () => {
    const [key, refundKey] = [await capturedKey(), createId()];
    server.fail('refund', 'answer lost');
    await expect(refund(key, refundKey)).rejects.toThrow(unanswered);
    server.forgetKeys();
    await refund(key, refundKey);
    expect(server.books.refundsOf(server.books.intentsOf(key)[0]!.id)).toHaveLength(1);
  });

  it('is done only when Stripe has done it', async () => {
    const [key, refundKey] = [await capturedKey(), createId()];
    server.books.refundStatuses.push('pending');
    await expect(refund(key, refundKey)).rejects.toThrow(/as pending/);
    const [made] = server.books.refundsOf(server.books.intentsOf(key)[0]!.id);
    server.books.finishRefund(made!);
    await refund(key, refundKey);
    server.books.failRefund(made!);
    await expect(refund(key, refundKey)).rejects.toThrow(/as failed/);
  });
});

describe('while Stripe is down for long', () => {
  it('an order ends with its reservation, and no payment comes of it later', async () => {
    const { id } = await shop.reservedOrder({ token: 'pm_card_visa' });
    for (let attempt = 0; attempt < 8; attempt++) {
      server.fail('create', 'unreachable');
      await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(unanswered);
    }
    const before = server.requests.length;
    await harness.deliver('ReservationExpired', { orderId: id });
    await harness.deliverFromOutbox('PaymentCancelRequested', id);
    expect(server.requests.length).toBe(before);
    expect(await shop.read(id)).toMatchObject({
      status: 'CANCELLED',
      payment: { status: 'VOIDED' },
    });
    expect(await authorise(id)).toMatchObject({ status: 'VOIDED' });
  });

  it('what is held is given up once it is back', async () => {
    const { id } = await shop.reservedOrder({ token: 'pm_card_visa' });
    server.fail('confirm', 'answer lost');
    await expect(harness.deliverFromOutbox('PaymentRequested', id)).rejects.toThrow(unanswered);
    await harness.deliver('ReservationExpired', { orderId: id });
    for (let attempt = 0; attempt < 8; attempt++) {
      server.fail('retrieve', 'unreachable');
      await expect(harness.deliverFromOutbox('PaymentCancelRequested', id)).rejects.toThrow(
        unanswered,
      );
    }
    expect(await subject.books(id)).toMatchObject({ heldMinor: 1_490 });
    // Announced anew, with another event id.
    await harness.deliver('PaymentCancelRequested', { orderId: id });
    expect(await subject.books(id)).toMatchObject({ heldMinor: 0 });
    expect(await shop.read(id)).toMatchObject({ payment: { status: 'VOIDED' } });
  });
});
