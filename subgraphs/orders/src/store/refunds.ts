/** Refunds: each is asked for once and paid back once. */
import type { OrderChanges } from '../domain/order.js';
import type { Sql } from './database.js';

export interface StoredRefund {
  id: string;
  orderId: string;
  amountMinor: number;
  reason: string;
  isDone: boolean;
}

export const refundsIn = (db: Sql) => ({
  /** The refund that staff asked for with this idempotency key. */
  async refundByKey(orderId: string, idempotencyKey: string): Promise<StoredRefund | null> {
    const [row] = await db.$queryRaw<StoredRefund[]>`
      SELECT id, order_id AS "orderId", amount AS "amountMinor", reason, status = 'DONE' AS "isDone"
      FROM refunds WHERE order_id = ${orderId}::uuid AND idempotency_key = ${idempotencyKey}`;
    return row ?? null;
  },
});

/** The order's row is locked by the caller. Sends its statements at once, and answers them. */
export function saveRefund(
  db: Sql,
  orderId: string,
  { newRefund, doneRefundId }: OrderChanges,
  at: Date,
): Promise<unknown>[] {
  const sent: Promise<unknown>[] = [];
  if (newRefund) {
    const { id, amountMinor, reason, idempotencyKey } = newRefund;
    sent.push(db.$executeRaw`
      INSERT INTO refunds (id, order_id, amount, reason, idempotency_key, status, requested_at)
      VALUES (${id}::uuid, ${orderId}::uuid, ${amountMinor}, ${reason}, ${idempotencyKey}, 'REQUESTED', ${at})`);
  }
  if (doneRefundId)
    sent.push(db.$executeRaw`UPDATE refunds SET status = 'DONE' WHERE id = ${doneRefundId}::uuid`);
  return sent;
}
