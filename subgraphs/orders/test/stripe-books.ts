/**
 * Stripe's side of the tests: intents, charges and refunds with the state machine that Stripe documents.
 * It knows nothing of the service that is tested; stripe-server.ts puts it behind HTTP.
 *   pm_card_visa authorised · pm_card_visa_chargeDeclined declined · pm_card_authenticationRequired wants
 *   the buyer · pm_card_processing undecided until `settle` · anything else there is no such method
 */
import { randomBytes } from 'node:crypto';

export type Params = { [name: string]: string | Params };

/** A parameter that is text; anything else counts as not given. */
export const textOf = (params: Params, name: string): string | undefined => {
  const value = params[name];
  return typeof value === 'string' ? value : undefined;
};

/** An answer of Stripe's that is not 200. */
export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly error: { type: string; code?: string; message: string; [more: string]: unknown },
  ) {
    super(error.message);
  }
}

export interface Charge {
  id: string;
  object: 'charge';
  amount: number;
  amount_refunded: number;
  payment_intent: string;
  metadata: Params;
}

export interface BookedIntent {
  id: string;
  object: 'payment_intent';
  client_secret: string;
  status: string;
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  capture_method: string;
  metadata: Params;
  payment_method: string | null;
  last_payment_error: object | null;
  latest_charge: Charge | null;
}

export interface BookedRefund {
  id: string;
  object: 'refund';
  status: string;
  amount: number;
  payment_intent: string;
  metadata: Params;
}

export interface StripeEvent {
  id: string;
  object: 'event';
  type: string;
  /** Seconds since 1970. */
  created: number;
  data: { object: object };
}

export type StripeBooks = ReturnType<typeof createStripeBooks>;

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString('hex')}`;

const invalid = (message: string, more: { code?: string; param?: string } = {}) =>
  new StripeFault(400, { type: 'invalid_request_error', message, ...more });

export function createStripeBooks() {
  const intents = new Map<string, BookedIntent>();
  const refunds: BookedRefund[] = [];
  const events: StripeEvent[] = [];
  /** What the next refunds come to at once; `succeeded` when nothing is said. */
  const refundStatuses: string[] = [];

  function emit(type: string, object: object): void {
    const created = Math.floor(Date.now() / 1000);
    const snapshot = structuredClone(object);
    events.push({ id: newId('evt'), object: 'event', type, created, data: { object: snapshot } });
  }

  function require(id: string): BookedIntent {
    const intent = intents.get(id);
    if (intent) return intent;
    throw new StripeFault(404, {
      type: 'invalid_request_error',
      code: 'resource_missing',
      param: 'intent',
      message: `No such payment_intent: '${id}'`,
    });
  }

  function requireStatus(intent: BookedIntent, allowed: readonly string[], verb: string): void {
    if (allowed.includes(intent.status)) return;
    throw invalid(
      `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
      { code: 'payment_intent_unexpected_state' },
    );
  }

  function create(params: Params): BookedIntent {
    const intent: BookedIntent = {
      id: newId('pi'),
      object: 'payment_intent',
      client_secret: newId('secret'),
      status: 'requires_payment_method',
      amount: Number(params['amount']),
      amount_capturable: 0,
      amount_received: 0,
      currency: textOf(params, 'currency') ?? '',
      capture_method: textOf(params, 'capture_method') ?? 'automatic',
      metadata: (params['metadata'] ?? {}) as Params,
      payment_method: null,
      last_payment_error: null,
      latest_charge: null,
    };
    intents.set(intent.id, intent);
    return intent;
  }

  function confirm(id: string, params: Params): BookedIntent {
    const intent = require(id);
    requireStatus(intent, ['requires_payment_method', 'requires_confirmation'], 'confirm');
    const method = textOf(params, 'payment_method');
    switch (method) {
      case 'pm_card_visa':
        intent.payment_method = method;
        return authorised(intent);
      case 'pm_card_processing':
        return Object.assign(intent, { status: 'processing', payment_method: method });
      case 'pm_card_visa_chargeDeclined':
        throw decline(intent, { code: 'card_declined', decline_code: 'generic_decline' });
      case 'pm_card_authenticationRequired':
        if (params['error_on_requires_action'] === 'true')
          throw decline(intent, { code: 'authentication_required' });
        return Object.assign(intent, { status: 'requires_action', payment_method: method });
      default:
        throw invalid(`No such PaymentMethod: '${method}'`, {
          code: 'resource_missing',
          param: 'payment_method',
        });
    }
  }

  function authorised(intent: BookedIntent): BookedIntent {
    intent.latest_charge = {
      id: newId('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_refunded: 0,
      payment_intent: intent.id,
      metadata: intent.metadata,
    };
    Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount });
    emit('payment_intent.amount_capturable_updated', intent);
    return intent;
  }

  function decline(intent: BookedIntent, why: { code: string; decline_code?: string }) {
    const error = { type: 'card_error', message: 'Your card was declined.', ...why };
    intent.status = 'requires_payment_method';
    intent.last_payment_error = error;
    emit('payment_intent.payment_failed', intent);
    return new StripeFault(402, { ...error, payment_intent: structuredClone(intent) });
  }

  function capture(id: string): BookedIntent {
    const intent = require(id);
    requireStatus(intent, ['requires_capture'], 'capture');
    const amount_received = intent.amount_capturable;
    Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received });
    emit('payment_intent.succeeded', intent);
    return intent;
  }

  function cancel(id: string): BookedIntent {
    const intent = require(id);
    const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
    requireStatus(intent, [...open, 'requires_capture'], 'cancel');
    Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
    emit('payment_intent.canceled', intent);
    return intent;
  }

  function refund(params: Params): BookedRefund {
    const intent = require(textOf(params, 'payment_intent') ?? '');
    const charge = intent.latest_charge;
    if (!charge || intent.status !== 'succeeded')
      throw invalid('This PaymentIntent does not have a successful charge to refund.');
    const amount = Number(params['amount'] ?? charge.amount - charge.amount_refunded);
    if (amount > charge.amount - charge.amount_refunded)
      throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge.`);
    const made: BookedRefund = {
      id: newId('re'),
      object: 'refund',
      status: refundStatuses.shift() ?? 'succeeded',
      amount,
      payment_intent: intent.id,
      metadata: (params['metadata'] ?? {}) as Params,
    };
    refunds.push(made);
    charge.amount_refunded += amount;
    emit('charge.refunded', charge);
    emit('refund.updated', made);
    return made;
  }

  return {
    intents,
    refunds,
    events,
    refundStatuses,
    create,
    retrieve: require,
    confirm,
    capture,
    cancel,
    refund,
    refundsOf: (intentId: string) => refunds.filter((made) => made.payment_intent === intentId),
    /** The bank answers for an intent that is processing. */
    settle: (id: string) => authorised(require(id)),
    /** Whose metadata names this order. */
    intentsOf: (orderId: string) =>
      [...intents.values()].filter(({ metadata }) => metadata['order_id'] === orderId),
    /** A pending refund goes through. */
    finishRefund(made: BookedRefund) {
      made.status = 'succeeded';
      emit('refund.updated', made);
    },
    /** What happened to an order's money, the oldest first. */
    eventsOf: (orderId: string) =>
      events.filter(({ data }) => {
        const { metadata } = data.object as { metadata: Params };
        return metadata['order_id'] === orderId;
      }),
    /** The bank refuses a refund that was done or is pending. */
    failRefund(made: BookedRefund) {
      made.status = 'failed';
      const charge = require(made.payment_intent).latest_charge!;
      charge.amount_refunded -= made.amount;
      emit('refund.failed', made);
    },
  };
}
