/** What Stripe's PaymentIntent means in our words. Pure. */
import type { Stripe } from 'stripe';
import type { ProviderPayment, ProviderStatus } from '../provider.js';

/** The part of a PaymentIntent that is looked at; `latest_charge` expanded. */
export type Intent = Pick<
  Stripe.PaymentIntent,
  'id' | 'status' | 'amount' | 'amount_received' | 'last_payment_error' | 'latest_charge'
>;

/** Null: the intent is made, and no payment was attempted with it. */
const statuses = new Map<string, ProviderStatus | null>([
  ['requires_payment_method', null],
  ['requires_confirmation', null],
  ['requires_action', 'PENDING'],
  ['processing', 'PENDING'],
  ['requires_capture', 'AUTHORISED'],
  ['succeeded', 'CAPTURED'],
  ['canceled', 'VOIDED'],
]);

/** A declined intent is back at requires_payment_method, with the reason. One that we do not know is not decided. */
export function statusOf({ status, last_payment_error }: Intent): ProviderStatus | null {
  if (status === 'requires_payment_method' && last_payment_error) return 'DECLINED';
  const known = statuses.get(status);
  return known === undefined ? 'PENDING' : known;
}

/** Null when no payment was attempted. */
export function toPayment(intent: Intent): ProviderPayment | null {
  const status = statusOf(intent);
  return status && asPayment(intent, status);
}

export function asPayment(intent: Intent, status: ProviderStatus): ProviderPayment {
  const { id: ref, amount, amount_received, latest_charge: charge } = intent;
  return {
    ref,
    status,
    amountMinor: status === 'CAPTURED' ? amount_received : amount,
    ...(charge && typeof charge === 'object' && { refundedMinor: charge.amount_refunded }),
  };
}

/** Whether cancelling gives something up, or bars what was not attempted. */
export const isCancellable = (intent: Intent): boolean =>
  statusOf(intent) === null ||
  intent.status === 'requires_capture' ||
  intent.status === 'requires_action';
