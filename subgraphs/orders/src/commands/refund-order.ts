import { CodedError } from '@tributary/service';
import { changeOrder, type OrderOutcome } from './change-order.js';
import type { EventEnvironment } from './environment.js';

export interface RefundOrder {
  orderId: string;
  amountMinor: number;
  reason: string;
  idempotencyKey: string;
}

/**
 * Staff: pays back part or all of what was paid. The key is looked up under the order's lock, so that
 * the same request sent twice at once makes one refund. A refusal is not kept.
 * @throws CodedError NOT_FOUND, IDEMPOTENCY_KEY_REUSED
 */
export function refundOrder(env: EventEnvironment, input: RefundOrder): Promise<OrderOutcome> {
  const { orderId, amountMinor, reason, idempotencyKey } = input;
  return env.store.transaction(async (tx) => {
    const order = await tx.lockOrder(orderId);
    if (!order) throw new CodedError('NOT_FOUND');
    const earlier = await tx.refundByKey(orderId, idempotencyKey);
    if (earlier) {
      if (earlier.amountMinor !== amountMinor || earlier.reason !== reason)
        throw new CodedError('IDEMPOTENCY_KEY_REUSED');
      return { outcome: 'DONE', orderId };
    }
    const { decision } = await changeOrder(tx, env, order, {
      type: 'refund',
      refundId: env.createId(),
      amountMinor,
      reason,
      idempotencyKey,
    });
    return decision.outcome === 'REFUSED'
      ? { outcome: 'REFUSED', refusal: decision.refusal }
      : { outcome: 'DONE', orderId };
  });
}
