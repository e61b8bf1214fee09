import type { Units } from '../domain/order.js';
import { commandOrder, type OrderOutcome } from './change-order.js';
import { keyOf } from './command-key.js';
import type { Caller, EventEnvironment } from './environment.js';

export interface RequestReturn {
  orderId: string;
  reason: string;
  /** Null: all that the buyer has and has not asked for yet. */
  lines: readonly Units[] | null;
  idempotencyKey: string | null;
}

/**
 * The buyer wants to send something back. Asking the same again changes nothing: while the request is open,
 * and with its key also later. @throws CodedError NOT_FOUND, IDEMPOTENCY_KEY_REUSED
 */
export function requestReturn(
  env: EventEnvironment,
  { userId }: Caller,
  { orderId, reason, lines, idempotencyKey }: RequestReturn,
): Promise<OrderOutcome> {
  const isBuyer = (order: { buyerId: string | null }) => order.buyerId === userId;
  const returnId = env.createId();
  return commandOrder(
    env,
    orderId,
    isBuyer,
    { type: 'requestReturn', returnId, reason, lines },
    keyOf('requestReturn', idempotencyKey, { reason, lines }),
  );
}
