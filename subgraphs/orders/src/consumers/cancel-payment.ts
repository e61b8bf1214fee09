import type { EventOf } from '@tributary/contracts';
import type { PaymentEnvironment } from './environment.js';
import { answered, commandFor, record, requireOrder } from './payment-records.js';

/**
 * Gives back whatever the provider holds for an order that has ended. What it has captured meanwhile
 * is recorded, which asks for the refund; what it has not answered yet is waited for; and where it
 * knows nothing, the key is barred, so that an authorisation still on its way comes to nothing.
 */
export async function cancelPayment(
  env: PaymentEnvironment,
  event: EventOf<'PaymentCancelRequested'>,
  stop: AbortSignal,
): Promise<void> {
  const { id } = (await requireOrder(env, event.payload.orderId)).order;
  const payment = await answered(env, stop, () => env.provider.cancel(id));
  await record(env, id, commandFor(payment, env.createId()), event);
}
