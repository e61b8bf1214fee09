import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** Staff: what the buyer asked to send back is not taken back. @throws CodedError NOT_FOUND */
export function rejectReturn(
  env: EventEnvironment,
  { orderId, returnId, reason }: { orderId: string; returnId: string; reason: string },
): Promise<OrderOutcome> {
  return commandOrder(env, orderId, () => true, { type: 'rejectReturn', returnId, reason });
}
