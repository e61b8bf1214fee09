/** Refunds at Stripe: each is marked with our refund's id, by which it is found again at any age. */
import type Stripe from 'stripe';
import { ProviderFailedError, type RefundRequest } from '../provider.js';
import { isServerFault } from './faults.js';
import { once } from './once.js';

/** More refunds than this of one payment are not looked through. */
const maxRefunds = 1_000;

/**
 * Pays back once per refund key. Asks first, because Stripe forgets idempotency keys after 24 hours;
 * the key is for two attempts at the same time. After a fault of Stripe's in the middle of one, the
 * same key is used until Stripe forgets it: two refunds of one intent are possible, unlike two captures.
 */
export async function payBack(
  stripe: Stripe,
  ref: string,
  { key, refundKey, amountMinor }: RefundRequest,
  createId: () => string,
): Promise<void> {
  const known = await stripe.refunds
    .list({ payment_intent: ref, limit: 100 })
    .autoPagingToArray({ limit: maxRefunds });
  const refund =
    known.find(({ metadata }) => metadata?.['refund_id'] === refundKey) ??
    (await once(
      `${refundKey}:refund`,
      (idempotencyKey) =>
        stripe.refunds.create(
          {
            payment_intent: ref,
            amount: amountMinor,
            metadata: { order_id: key, refund_id: refundKey },
          },
          { idempotencyKey },
        ),
      { createId, mayAskAnew: (error) => !isServerFault(error) },
    ));
  if (refund.status !== 'succeeded')
    throw new ProviderFailedError(`Stripe has the refund ${refund.id} as ${refund.status}.`);
}
