/** Refunds: each is asked for once and paid back once. */
import type { OrderChanges } from '../domain/order.js';
import type { Database } from './database.js';

export interface StoredRefund {
  id: string;
  orderId: string;
  amountMinor: number;
  reason: string;
  isDone: boolean;
}

export const refundsIn = (db: Database) => ({
  /** The refund that staff asked for with this idempotency key. */
  async refundByKey(orderId: string, idempotencyKey: string): Promise<StoredRefund | null> {
    const row = await db.refund.findUnique({
      where: { orderId_idempotencyKey: { orderId, idempotencyKey } },
    });
    return row && toStoredRefund(row);
  },
});

export async function saveRefund(
  db: Database,
  orderId: string,
  { newRefund, doneRefundId }: OrderChanges,
  at: Date,
): Promise<void> {
  if (newRefund) {
    const { id, amountMinor: amount, reason, idempotencyKey } = newRefund;
    await db.refund.createMany({
      data: [{ id, orderId, amount, reason, idempotencyKey, status: 'REQUESTED', requestedAt: at }],
    });
  }
  if (doneRefundId)
    await db.refund.updateMany({ where: { id: doneRefundId }, data: { status: 'DONE' } });
}

const toStoredRefund = (row: {
  id: string;
  orderId: string;
  amount: number;
  reason: string;
  status: string;
}): StoredRefund => ({
  id: row.id,
  orderId: row.orderId,
  amountMinor: row.amount,
  reason: row.reason,
  isDone: row.status === 'DONE',
});
