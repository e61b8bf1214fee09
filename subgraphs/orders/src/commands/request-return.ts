import { commandOrder, type OrderOutcome } from './change-order.js';
import type { Caller, EventEnvironment } from './environment.js';

/** The buyer wants to send a delivered order back; asking again changes nothing. @throws CodedError NOT_FOUND */
export function requestReturn(
  env: EventEnvironment,
  { userId }: Caller,
  { orderId, reason }: { orderId: string; reason: string },
): Promise<OrderOutcome> {
  const isBuyer = (order: { buyerId: string | null }) => order.buyerId === userId;
  return commandOrder(env, orderId, isBuyer, { type: 'requestReturn', reason });
}
