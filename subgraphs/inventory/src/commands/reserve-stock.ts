import { decidePlaced, findShortages } from '../domain/reservation.js';
import { type Line, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockOrder, type LockedOrder, readAvailable } from './apply-decision.js';

/**
 * Sets all lines of an order aside for `ttlMs`, or none, and says which. An order that was heard of
 * before, even only of its end, is left as it is; asked again, it is answered again.
 */
export async function reserveStock(
  tx: StoreTransaction,
  order: { orderId: string; lines: readonly Line[] },
  ttlMs: number,
  effects: Effects,
): Promise<void> {
  const { orderId } = order;
  const lines = sumLines(order.lines);
  const locked = await lockOrder(tx, orderId, lines);
  const decision = decidePlaced(locked.found, lines, readAvailable(locked.levels));
  if (!decision) return answerAgain(tx, orderId, locked, effects);
  const { status, shortages } = decision;
  const expiresAt = status === 'RESERVED' ? new Date(effects.now().getTime() + ttlMs) : null;
  await applyDecision(tx, orderId, locked, decision, effects, expiresAt);
  await tx.append([
    expiresAt
      ? reserved(orderId, expiresAt, effects)
      : createEvent('StockRejected', orderId, { orderId, shortages }, effects),
  ]);
}

/**
 * Whoever announces an order once more has not heard the answer. One that is sold or has ended is
 * no question any more.
 */
async function answerAgain(
  tx: StoreTransaction,
  orderId: string,
  { found, levels }: LockedOrder,
  effects: Effects,
): Promise<void> {
  if (found?.status === 'RESERVED' && found.expiresAt)
    await tx.append([reserved(orderId, found.expiresAt, effects)]);
  if (found?.status === 'REJECTED') {
    // Those that are short now; none if stock has come meanwhile: the order was refused all the same.
    const shortages = findShortages(found.lines, readAvailable(levels));
    await tx.append([createEvent('StockRejected', orderId, { orderId, shortages }, effects)]);
  }
}

const reserved = (orderId: string, expiresAt: Date, effects: Effects) =>
  createEvent('StockReserved', orderId, { orderId, expiresAt: expiresAt.toISOString() }, effects);
