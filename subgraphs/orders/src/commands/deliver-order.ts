import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** Staff: a parcel has arrived, or all that are under way. @throws CodedError NOT_FOUND */
export function deliverOrder(
  env: EventEnvironment,
  { orderId, shipmentId }: { orderId: string; shipmentId: string | null },
): Promise<OrderOutcome> {
  return commandOrder(env, orderId, () => true, { type: 'deliver', shipmentId });
}
