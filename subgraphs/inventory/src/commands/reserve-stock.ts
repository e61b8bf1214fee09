import { decidePlaced } from '../domain/reservation.js';
import { type Line, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockAvailable } from './apply-decision.js';

/**
 * Sets all lines of an order aside for `ttlMs`, or none, and says which. An order that was heard of
 * before, even only of its end, is left as it is.
 */
export async function reserveStock(
  tx: StoreTransaction,
  order: { orderId: string; lines: readonly Line[] },
  ttlMs: number,
  effects: Effects,
): Promise<void> {
  const { orderId } = order;
  const lines = sumLines(order.lines);
  const found = await tx.lockReservation(orderId);
  if (found) return;
  const decision = decidePlaced(found, lines, await lockAvailable(tx, lines));
  if (!decision) return;
  const { status, shortages } = decision;
  const expiresAt = status === 'RESERVED' ? new Date(effects.now().getTime() + ttlMs) : null;
  await applyDecision(tx, orderId, decision, effects, expiresAt);
  await tx.append([
    expiresAt
      ? createEvent(
          'StockReserved',
          orderId,
          { orderId, expiresAt: expiresAt.toISOString() },
          effects,
        )
      : createEvent('StockRejected', orderId, { orderId, shortages }, effects),
  ]);
}
