import { PermanentError } from '@tributary/messaging';
import type { EventOf } from '@tributary/contracts';
import type { PaymentEnvironment } from './environment.js';
import { answered, record, requireOrder } from './payment-records.js';

/** Pays back a refund; its id is the provider's idempotency key, so it is paid once. */
export async function payRefund(
  env: PaymentEnvironment,
  event: EventOf<'RefundRequested'>,
  stop: AbortSignal,
): Promise<void> {
  const { orderId, refundId } = event.payload;
  const { order } = await requireOrder(env, orderId);
  const refund = order.refunds.find(({ id }) => id === refundId);
  if (!refund) throw new PermanentError(`There is no refund ${refundId}.`);
  const { amountMinor } = refund;
  if (!refund.isDone)
    await answered(env, stop, () =>
      env.provider.refund({ key: orderId, refundKey: refundId, amountMinor }),
    );
  await record(env, orderId, { type: 'completeRefund', refundId }, event);
}
