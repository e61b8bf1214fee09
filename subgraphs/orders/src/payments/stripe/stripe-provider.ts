/**
 * The payment port on Stripe. The order's intent is bound to it in our own database before it is
 * confirmed: so a payment whose answer was lost is found by its name, and an order that is given up
 * before there was an intent is barred there, whatever is still on its way.
 */
import type Stripe from 'stripe';
import {
  type AuthoriseRequest,
  type PaymentProvider,
  ProviderFailedError,
  type ProviderPayment,
  type ProviderRefs,
} from '../provider.js';
import { isDecline, isUnusableToken, toFailure } from './faults.js';
import { asPayment, type Intent, isCancellable, toPayment } from './intent-status.js';
import { createIntents } from './intents.js';
import { payBack } from './refunds.js';

export interface StripeProviderOptions {
  stripe: Stripe;
  refs: ProviderRefs;
  createId: () => string;
}

/** Bound in place of an intent: no payment will ever be made with this key. */
const barred = 'barred';
const barredPayment: ProviderPayment = { ref: barred, status: 'VOIDED', amountMinor: 0 };

export function createStripeProvider(options: StripeProviderOptions): PaymentProvider {
  const { stripe, refs, createId } = options;
  const intents = createIntents(stripe, createId);

  async function find(key: string): Promise<ProviderPayment | null> {
    const ref = await refs.find(key);
    if (ref === barred) return barredPayment;
    return ref === null ? null : toPayment(await intents.read(ref));
  }

  /** The intent of a key, made unless there is one; null when the key is barred. */
  async function open(request: AuthoriseRequest): Promise<Intent | null> {
    let ref = await refs.find(request.key);
    if (ref === null) {
      const made = await intents.make(request);
      ref = await refs.bind(request.key, made.id);
      if (ref === made.id) return made;
    }
    return ref === barred ? null : intents.read(ref);
  }

  async function authorise(request: AuthoriseRequest): Promise<ProviderPayment> {
    const intent = await open(request);
    if (!intent) return barredPayment;
    request.signal.throwIfAborted();
    return toPayment(intent) ?? confirm(request.key, intent.id, request.token);
  }

  async function confirm(key: string, ref: string, token: string): Promise<ProviderPayment> {
    try {
      return decided(await intents.confirm(ref, key, token));
    } catch (error) {
      if (!isDecline(error) && !isUnusableToken(error)) throw error;
      const intent = await intents.read(ref);
      // Stripe keeps no trace of a token that it does not know, so the intent is closed for it.
      if (toPayment(intent) === null) await intents.cancel(ref, key);
      return toPayment(intent) ?? asPayment(intent, 'DECLINED');
    }
  }

  async function requireRef(key: string): Promise<string> {
    const ref = await refs.find(key);
    if (ref === null || ref === barred)
      throw new ProviderFailedError('There is no payment with this key.');
    return ref;
  }

  async function cancel(key: string): Promise<ProviderPayment> {
    const ref = (await refs.find(key)) ?? (await refs.bind(key, barred));
    if (ref === barred) return barredPayment;
    const intent = await intents.read(ref);
    return decided(isCancellable(intent) ? await intents.cancel(ref, key) : intent);
  }

  return {
    find: tellingLittle(find),
    authorise: tellingLittle(authorise),
    cancel: tellingLittle(cancel),
    capture: tellingLittle(async (key) =>
      decided(await intents.capture(await requireRef(key), key)),
    ),
    refund: tellingLittle(async (request) =>
      payBack(stripe, await requireRef(request.key), request, createId),
    ),
  };
}

/** @throws ProviderFailedError when no payment was attempted */
function decided(intent: Intent): ProviderPayment {
  const payment = toPayment(intent);
  if (!payment) throw new ProviderFailedError('The payment was not decided.');
  return payment;
}

/** The library's errors carry whole requests and answers; what leaves the port is a line of text. */
const tellingLittle =
  <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    try {
      return await call(...args);
    } catch (error) {
      throw toFailure(error);
    }
  };
