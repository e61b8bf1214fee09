import type { Units } from '../domain/order.js';
import { commandOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';
import { keyOf } from './command-key.js';

export interface ShipOrder {
  orderId: string;
  trackingCode: string | null;
  /** Null: all that is left. */
  lines: readonly Units[] | null;
  idempotencyKey: string | null;
}

/** Staff: a parcel has left. @throws CodedError NOT_FOUND, IDEMPOTENCY_KEY_REUSED */
export function shipOrder(env: EventEnvironment, input: ShipOrder): Promise<OrderOutcome> {
  const { orderId, trackingCode, lines, idempotencyKey } = input;
  return commandOrder(
    env,
    orderId,
    () => true,
    { type: 'ship', shipmentId: env.createId(), trackingCode, lines },
    keyOf('shipOrder', idempotencyKey, { trackingCode, lines }),
  );
}
