import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** Staff: the parcel has arrived. @throws CodedError NOT_FOUND */
export function deliverOrder(
  env: EventEnvironment,
  { orderId }: { orderId: string },
): Promise<OrderOutcome> {
  return commandOrder(env, orderId, () => true, { type: 'deliver' });
}
