import { commandOrder, type OrderOutcome } from './change-order.js';
import type { Caller, EventEnvironment } from './environment.js';

/** Ends an order before it is shipped, for its buyer or for staff. @throws CodedError NOT_FOUND */
export function cancelOrder(
  env: EventEnvironment,
  caller: Caller,
  { orderId, reason }: { orderId: string; reason: string },
): Promise<OrderOutcome> {
  return commandOrder(env, orderId, (order) => caller.isStaff || order.buyerId === caller.userId, {
    type: 'cancel',
    by: caller.isStaff ? 'STAFF' : 'BUYER',
    reason,
    refundId: env.createId(),
  });
}
