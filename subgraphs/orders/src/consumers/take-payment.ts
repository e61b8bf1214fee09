import type { EventOf } from '@tributary/contracts';
import type { Delivery } from '@tributary/messaging';
import { changeUnlocked } from '../commands/change-order.js';
import type { ProviderPayment } from '../payments/provider.js';
import type { KnownOrder, OrderToPay } from '../store.js';
import type { PaymentEnvironment } from './environment.js';
import { answered, commandFor, record, requireOrder } from './payment-records.js';

/** Authorises and captures an order's total. */
export async function takePayment(
  env: PaymentEnvironment,
  event: EventOf<'PaymentRequested'>,
  { attempt, signal: stop }: Pick<Delivery, 'attempt' | 'signal'>,
): Promise<void> {
  const order = await requireOrder(env, event.payload.orderId);
  if (order.order.status !== 'AWAITING_PAYMENT') return;
  const held =
    (attempt > 1 && (await find(env, order, stop))) || (await authorise(env, order, stop));
  if (held) await finishPayment(env, order, held, event, stop);
}

/**
 * Captures what is held, or gives it up, and records how the payment ended.
 * @param known the order as it was last
 * @throws PaymentPendingError
 */
export async function finishPayment(
  env: PaymentEnvironment,
  known: KnownOrder,
  payment: ProviderPayment,
  event: { id: string },
  stop: AbortSignal,
): Promise<void> {
  const { id } = known.order;
  const held = payment.status === 'AUTHORISED';
  const { final, now } = held
    ? await capture(env, known, payment, stop)
    : { final: payment, now: known };
  await record(env, id, commandFor(final, env.createId()), event, now);
}

/** What the provider knows of the order: an earlier attempt may have got through although nobody heard of it. */
const find = (env: PaymentEnvironment, { order: { id: key } }: KnownOrder, stop: AbortSignal) =>
  answered(env, stop, () => env.provider.find(key));

/**
 * Asks for the money; asked before, whatever number this attempt has, the key makes it the same
 * payment. Null when the order has ended and its token is gone.
 */
async function authorise(
  env: PaymentEnvironment,
  { order: { id: key, totalMinor: amountMinor, currency }, paymentToken: token }: OrderToPay,
  stop: AbortSignal,
): Promise<ProviderPayment | null> {
  if (token === null) return null;
  return answered(env, stop, (signal) =>
    env.provider.authorise({ key, token, amountMinor, currency, signal }),
  );
}

/**
 * Records that the money is held, then takes it, or gives it up when the order has ended while the
 * provider was asked. Answers the order as it was recorded, too.
 */
async function capture(
  env: PaymentEnvironment,
  known: KnownOrder,
  { ref: providerRef, amountMinor }: ProviderPayment,
  stop: AbortSignal,
): Promise<{ final: ProviderPayment; now: KnownOrder }> {
  const { id } = known.order;
  const authorised = { type: 'authorisePayment', providerRef, amountMinor } as const;
  const changed = await changeUnlocked(env.store, env, known, authorised);
  const status = changed ? changed.order.status : await record(env, id, authorised);
  const final = await answered(env, stop, () =>
    status === 'AWAITING_PAYMENT' ? env.provider.capture(id) : env.provider.cancel(id),
  );
  return { final, now: changed ?? known };
}
