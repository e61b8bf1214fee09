/**
 * PaymentIntents as Stripe has them: made first, confirmed later, so that a payment has a name before
 * it can have money. Each function answers the intent as it is now, never as a saved answer has it.
 */
import type Stripe from 'stripe';
import type { AuthoriseRequest, ProviderStatus } from '../provider.js';
import { isRefusal, isReplay } from './faults.js';
import { type Intent, statusOf } from './intent-status.js';
import { type KeyedRequest, once } from './once.js';

type Answer = Stripe.Response<Stripe.PaymentIntent>;

const expand = ['latest_charge'];

export function createIntents(stripe: Stripe, createId: () => string) {
  const { paymentIntents } = stripe;

  const read = (ref: string): Promise<Intent> => paymentIntents.retrieve(ref, { expand });

  /** A move that Stripe refuses because the intent has left the states `from` is no error: it is read. */
  async function move(
    ref: string,
    key: string,
    from: readonly (ProviderStatus | null)[],
    request: KeyedRequest<Answer>,
  ): Promise<Intent> {
    try {
      return await current(await once(key, request, { createId }));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const intent = await read(ref);
      if (from.includes(statusOf(intent))) throw error;
      return intent;
    }
  }

  const current = async (answer: Answer): Promise<Intent> =>
    isReplay(answer.lastResponse.headers) ? read(answer.id) : answer;

  return {
    read,

    /** An intent that holds nothing yet. Two of one key are possible after 24 hours, which is why they are bound. */
    async make({ key, amountMinor, currency }: AuthoriseRequest): Promise<Intent> {
      const intent = {
        amount: amountMinor,
        currency: currency.toLowerCase(),
        capture_method: 'manual' as const,
        payment_method_types: ['card'],
        metadata: { order_id: key },
      };
      const request = (idempotencyKey: string) => paymentIntents.create(intent, { idempotencyKey });
      return current(await once(`${key}:create`, request, { createId }));
    },

    /** Nobody is there to answer a question of the bank's, so a payment that needs one is declined. */
    confirm: (ref: string, key: string, token: string): Promise<Intent> =>
      move(ref, `${key}:confirm`, [null], (idempotencyKey) =>
        paymentIntents.confirm(
          ref,
          { payment_method: token, error_on_requires_action: true, expand },
          { idempotencyKey },
        ),
      ),

    capture: (ref: string, key: string): Promise<Intent> =>
      move(ref, `${key}:capture`, [null, 'AUTHORISED'], (idempotencyKey) =>
        paymentIntents.capture(ref, { expand }, { idempotencyKey }),
      ),

    cancel: (ref: string, key: string): Promise<Intent> =>
      move(ref, `${key}:cancel`, [null, 'AUTHORISED'], (idempotencyKey) =>
        paymentIntents.cancel(ref, { expand }, { idempotencyKey }),
      ),
  };
}
