import type { Units } from '../domain/order.js';
import { commandOrder, type OrderOutcome } from './change-order.js';
import { keyOf } from './command-key.js';
import type { EventEnvironment } from './environment.js';

export interface ApproveReturn {
  orderId: string;
  /** Null: the oldest open request that has the lines, or all open ones when `lines` is null too. */
  returnId: string | null;
  restock: boolean;
  /** Null: all that was asked for. */
  lines: readonly Units[] | null;
  idempotencyKey: string | null;
}

/** Staff: goods are back, and are paid back. @throws CodedError NOT_FOUND, IDEMPOTENCY_KEY_REUSED */
export function approveReturn(env: EventEnvironment, input: ApproveReturn): Promise<OrderOutcome> {
  const { orderId, returnId, restock, lines, idempotencyKey } = input;
  const ids = { newReturnId: env.createId(), refundId: env.createId() };
  return commandOrder(
    env,
    orderId,
    () => true,
    { type: 'approveReturn', returnId, restock, lines, ...ids },
    keyOf('approveReturn', idempotencyKey, { returnId, restock, lines }),
  );
}
