import { decideConfirmed } from '../domain/reservation.js';
import { type Line, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockOrder, readAvailable } from './apply-decision.js';

/**
 * Makes the reservation of a confirmed order a sale. When it has expired meanwhile the stock is taken
 * afresh; when that cannot be done either, StockCommitFailed says so.
 */
export async function commitStock(
  tx: StoreTransaction,
  order: { orderId: string; lines: readonly Line[] },
  effects: Effects,
): Promise<void> {
  const { orderId } = order;
  const lines = sumLines(order.lines);
  const locked = await lockOrder(tx, orderId, lines);
  const decision = decideConfirmed(locked.found, lines, readAvailable(locked.levels));
  if (!decision) return;
  await applyDecision(tx, orderId, locked, decision, effects);
  if (decision.shortages.length > 0)
    await tx.append([createEvent('StockCommitFailed', orderId, { orderId }, effects)]);
}
