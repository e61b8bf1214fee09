/**
 * The port to whoever holds the money. Every call carries a key that makes repeating it harmless;
 * a call that throws may have succeeded all the same, so its outcome is asked for, never assumed.
 */
import type { Currency } from '@tributary/contracts';

export type ProviderStatus =
  /** Asked, and not yet answered. */
  | 'PENDING'
  /** The money is held for us. */
  | 'AUTHORISED'
  /** Refused for good. */
  | 'DECLINED'
  /** The money is ours. */
  | 'CAPTURED'
  /** Given up: nothing is held, and nothing can be authorised with this key any more. */
  | 'VOIDED';

export interface ProviderPayment {
  /** The provider's name for it. */
  ref: string;
  status: ProviderStatus;
  amountMinor: number;
  /** Paid back so far, by whomever; absent when the provider was not asked for it. */
  refundedMinor?: number;
}

/** The provider did not do it, this time. */
export class ProviderFailedError extends Error {
  override name = 'ProviderFailedError';
}

/**
 * Which payment at the provider is a key's: for providers that give their payments names of their
 * own. Bound once and for all, so whoever is not bound can be forgotten.
 */
export interface ProviderRefs {
  /** Null when none is bound. */
  find(key: string): Promise<string | null>;
  /** Binds `ref` unless another one is; answers the one that is bound now. */
  bind(key: string, ref: string): Promise<string>;
}

export interface AuthoriseRequest {
  /** Idempotency key; here the order's id. */
  key: string;
  /** Stands for the buyer's means of payment. Never logged. */
  token: string;
  amountMinor: number;
  currency: Currency;
  /** Ends the waiting, not the payment. */
  signal: AbortSignal;
}

export interface RefundRequest {
  /** The key of the payment. */
  key: string;
  /** Idempotency key of the refund. */
  refundKey: string;
  amountMinor: number;
}

export interface PaymentProvider {
  /** What the provider knows of a key; null when it never took a payment with it. */
  find(key: string): Promise<ProviderPayment | null>;
  authorise(request: AuthoriseRequest): Promise<ProviderPayment>;
  /** Takes the held money. Answers the payment as it is: CAPTURED, unless it was no longer held. */
  capture(key: string): Promise<ProviderPayment>;
  /**
   * Gives up a hold, or bars the key when there is none. Answers the payment as it is: VOIDED unless
   * it is PENDING, DECLINED or CAPTURED, which this does not change. (A provider that can give up what
   * is PENDING does so.)
   */
  cancel(key: string): Promise<ProviderPayment>;
  /**
   * Pays back part of a captured payment; resolves when that is done. Rejects when it has not that
   * much left, or when the provider is still at it.
   */
  refund(request: RefundRequest): Promise<void>;
}
