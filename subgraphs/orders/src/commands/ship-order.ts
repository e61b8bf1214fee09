import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** Staff: the parcel has left. @throws CodedError NOT_FOUND */
export function shipOrder(
  env: EventEnvironment,
  { orderId, trackingCode }: { orderId: string; trackingCode: string | null },
): Promise<OrderOutcome> {
  return commandOrder(env, orderId, () => true, { type: 'ship', trackingCode });
}
