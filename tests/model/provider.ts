/**
 * A payment provider that keeps the contract of subgraphs/orders/src/payments/provider.ts and nothing
 * more: it may authorise, decline, or leave a request open and decide later.
 */
import type {
  ProviderPayment,
  ProviderStatus,
} from '../../subgraphs/orders/src/payments/provider.js';

export interface Provider {
  /** NONE: it never heard of the payment. */
  status: 'NONE' | ProviderStatus;
  amountMinor: number;
  /** How often money was taken. */
  captures: number;
  /** Paid back, by refund key. */
  refunds: Record<string, number>;
}

/** A call as it travels: the method's name and what the contract lets it mean. */
export type ProviderCall =
  | { method: 'find' | 'capture' | 'cancel' }
  | { method: 'authorise'; amountMinor: number }
  | { method: 'refund'; refundKey: string; amountMinor: number };

/** What a provider may do with a payment it is asked to authorise for the first time. */
export const verdicts = ['AUTHORISED', 'DECLINED', 'PENDING'] as const;
export type Verdict = (typeof verdicts)[number];

export const unaskedProvider: Provider = {
  status: 'NONE',
  amountMinor: 0,
  captures: 0,
  refunds: {},
};

/** Nobody answers in time. */
export class NoAnswerError extends Error {}

/** Does what the call asks. @throws NoAnswerError, Error when more is to be paid back than is left */
export function answer(
  provider: Provider,
  call: ProviderCall,
  verdict: Verdict = 'AUTHORISED',
): ProviderPayment | null | undefined {
  switch (call.method) {
    case 'find':
      return provider.status === 'NONE' ? null : payment(provider);
    case 'authorise':
      if (provider.status === 'NONE')
        Object.assign(provider, { status: verdict, amountMinor: call.amountMinor });
      if (provider.status === 'PENDING') throw new NoAnswerError('No answer yet.');
      return payment(provider);
    case 'capture':
      if (provider.status === 'AUTHORISED')
        Object.assign(provider, { status: 'CAPTURED', captures: provider.captures + 1 });
      return payment(provider);
    case 'cancel':
      if (provider.status === 'NONE' || provider.status === 'AUTHORISED')
        provider.status = 'VOIDED';
      return payment(provider);
    case 'refund':
      if (call.refundKey in provider.refunds) return undefined;
      if (call.amountMinor > moneyOf(provider)) throw new Error('Not that much left.');
      provider.refunds[call.refundKey] = call.amountMinor;
      return undefined;
    default:
      throw new Error('There is no such call.');
  }
}

/** What the store has of the buyer's money, in minor units. */
export function moneyOf({ status, amountMinor, refunds }: Provider): number {
  const paidBack = Object.values(refunds).reduce((sum, amount) => sum + amount, 0);
  return (status === 'CAPTURED' ? amountMinor : 0) - paidBack;
}

function payment({ status, amountMinor }: Provider): ProviderPayment {
  if (status === 'NONE') throw new Error('The provider has no such payment.');
  return { ref: 'payment', status, amountMinor };
}
