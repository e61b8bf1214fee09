import type { EventOf } from '@tributary/contracts';
import type { Delivery } from '@tributary/messaging';
import type { OrderState } from '../domain/order.js';
import type { ProviderPayment } from '../payments/provider.js';
import type { PaymentEnvironment } from './environment.js';
import { answered, commandFor, record, requireOrder } from './payment-records.js';

/** Authorises and captures an order's total. */
export async function takePayment(
  env: PaymentEnvironment,
  event: EventOf<'PaymentRequested'>,
  { attempt, signal: stop }: Pick<Delivery, 'attempt' | 'signal'>,
): Promise<void> {
  const order = await requireOrder(env, event.payload.orderId);
  if (order.status !== 'AWAITING_PAYMENT') return;
  const held =
    (attempt > 1 && (await find(env, order, stop))) || (await authorise(env, order, stop));
  if (held) await finishPayment(env, order, held, event, stop);
}

/** Captures what is held, or gives it up, and records how the payment ended. @throws PaymentPendingError */
export async function finishPayment(
  env: PaymentEnvironment,
  order: OrderState,
  payment: ProviderPayment,
  event: { id: string },
  stop: AbortSignal,
): Promise<void> {
  const final =
    payment.status === 'AUTHORISED' ? await capture(env, order, payment, stop) : payment;
  await record(env, order.id, commandFor(final, env.createId()), event);
}

/** What the provider knows of the order: an earlier attempt may have got through although nobody heard of it. */
const find = (env: PaymentEnvironment, { id: key }: OrderState, stop: AbortSignal) =>
  answered(env, stop, () => env.provider.find(key));

/**
 * Asks for the money; asked before, whatever number this attempt has, the key makes it the same
 * payment. Null when the order has ended and its token is gone.
 */
async function authorise(
  env: PaymentEnvironment,
  { id: key, totalMinor: amountMinor, currency }: OrderState,
  stop: AbortSignal,
): Promise<ProviderPayment | null> {
  const token = await env.store.paymentToken(key);
  if (token === null) return null;
  return answered(env, stop, (signal) =>
    env.provider.authorise({ key, token, amountMinor, currency, signal }),
  );
}

/** Takes the held money, or gives it up when the order has ended while the provider was asked. */
async function capture(
  env: PaymentEnvironment,
  { id }: OrderState,
  { ref: providerRef, amountMinor }: ProviderPayment,
  stop: AbortSignal,
): Promise<ProviderPayment> {
  const status = await record(env, id, { type: 'authorisePayment', providerRef, amountMinor });
  return answered(env, stop, () =>
    status === 'AWAITING_PAYMENT' ? env.provider.capture(id) : env.provider.cancel(id),
  );
}
