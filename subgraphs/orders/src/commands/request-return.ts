import type { Units } from '../domain/order.js';
import { commandOrder, type OrderOutcome } from './change-order.js';
import type { Caller, EventEnvironment } from './environment.js';

export interface RequestReturn {
  orderId: string;
  reason: string;
  /** Null: all that the buyer has and has not asked for yet. */
  lines: readonly Units[] | null;
}

/** The buyer wants to send something back; asking the same again changes nothing. @throws CodedError NOT_FOUND */
export function requestReturn(
  env: EventEnvironment,
  { userId }: Caller,
  { orderId, ...request }: RequestReturn,
): Promise<OrderOutcome> {
  const isBuyer = (order: { buyerId: string | null }) => order.buyerId === userId;
  const returnId = env.createId();
  return commandOrder(env, orderId, isBuyer, { type: 'requestReturn', returnId, ...request });
}
