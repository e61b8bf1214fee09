import type { EventOf } from '@tributary/contracts';
import type { OrderState } from '../domain/order.js';
import { refundDifference } from '../payments/refund-difference.js';
import type { PaymentEnvironment } from './environment.js';
import { answered, requireOrder } from './payment-records.js';
import { finishPayment } from './take-payment.js';

/**
 * The provider says that something happened to an order's payment. What it says is not believed but
 * asked for, and goes the way of every other answer: so notices that come twice, late or out of order
 * do no harm, and a payment that nobody waits for any more is finished or given up.
 */
export async function followNotice(
  env: PaymentEnvironment,
  event: EventOf<'PaymentNotified'>,
  stop: AbortSignal,
): Promise<void> {
  const known = await requireOrder(env, event.payload.orderId);
  const { order } = known;
  const payment = await answered(env, stop, () => env.provider.find(order.id));
  // Nothing to record yet: the provider notifies again when there is.
  if (!payment || payment.status === 'PENDING') return;
  await finishPayment(env, known, payment, event, stop);
  if (payment.refundedMinor !== undefined) await compareRefunds(env, order, payment.refundedMinor);
}

/** Refunds that are not of our making are not booked, but told to whoever reads the order or the log. */
async function compareRefunds(
  env: PaymentEnvironment,
  before: OrderState,
  refundedMinor: number,
): Promise<void> {
  await env.store.transaction(async (tx) => {
    const order = await tx.lockOrder(before.id);
    if (!order) return;
    const askedMinor = order.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const doneMinor = before.payment.refundedMinor;
    const note = refundDifference({ refundedMinor, doneMinor, askedMinor }, order.currency);
    if (note === null) return;
    if (await tx.hasNote(order.id, 'REFUND_DIFFERS', note)) return;
    const at = env.now();
    const entry = { id: env.createId(), at, type: 'REFUND_DIFFERS' as const, note };
    tx.send(tx.saveOrder(order, { at, changes: {}, timeline: [entry] }));
    env.logger.warn({ orderId: order.id, refundedMinor, askedMinor, doneMinor }, 'refunds differ');
  });
}
