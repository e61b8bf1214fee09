/** What an error of the library means, and what of it may be told: never its message, which can quote a token. */
import Stripe from 'stripe';
import { ProviderFailedError } from '../provider.js';

type Fault = InstanceType<typeof Stripe.errors.StripeError>;

const isFault = (error: unknown): error is Fault => error instanceof Stripe.errors.StripeError;

/** The bank or Stripe refused the card: final. */
export const isDecline = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeCardError;

/** Stripe did nothing, because of what was asked or of the state that the intent is in. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError;

/** What the buyer sent is not a payment method that can be used. */
export const isUnusableToken = (error: unknown): boolean =>
  isFault(error) &&
  isRefusal(error) &&
  (error.param === 'payment_method' || (error.code ?? '').startsWith('payment_method_'));

/** Stripe failed in the middle of it: there may be an effect or not. */
export const isServerFault = (error: unknown): boolean =>
  isFault(error) && (error.statusCode ?? 0) >= 500;

/** A saved answer to an earlier request with the same idempotency key, not an answer to this one. */
export const isReplay = (headers: Record<string, string> | undefined): boolean =>
  headers?.['idempotent-replayed'] === 'true';

export const isReplayedFault = (error: unknown): boolean =>
  isFault(error) && isReplay(error.headers);

/** Lets errors through that are not Stripe's, and reduces Stripe's to what helps to find them there. */
export function toFailure(error: unknown): unknown {
  if (!isFault(error)) return error;
  const { type, code, decline_code, statusCode, requestId } = error;
  const facts = [
    code && `code ${code}`,
    decline_code && `decline code ${decline_code}`,
    statusCode && `HTTP ${statusCode}`,
    requestId && `request ${requestId}`,
  ].filter(Boolean);
  return new ProviderFailedError([`Stripe: ${type}`, ...facts].join(', '));
}
