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
   * it is PENDING, DECLINED or CAPTURED, which this does not change.
   */
  cancel(key: string): Promise<ProviderPayment>;
  /** Pays back part of a captured payment. Rejects when it has not that much left. */
  refund(request: RefundRequest): Promise<void>;
}
