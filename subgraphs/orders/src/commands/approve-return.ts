import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** Staff: the goods are back; what is left of the payment is paid back. @throws CodedError NOT_FOUND */
export function approveReturn(
  env: EventEnvironment,
  { orderId, restock }: { orderId: string; restock: boolean },
): Promise<OrderOutcome> {
  const refundId = env.createId();
  return commandOrder(env, orderId, () => true, { type: 'approveReturn', restock, refundId });
}
