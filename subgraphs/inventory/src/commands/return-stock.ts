import { decideReturned } from '../domain/reservation.js';
import { type Line, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockLevels, readAvailable } from './apply-decision.js';

export interface ReturnedOrder {
  orderId: string;
  /** What came back. */
  lines: readonly Line[];
  /** All that was sold. */
  orderLines?: readonly Line[] | undefined;
  restock: boolean;
}

/** Counts what came back of an order; with `restock` it can be sold again. */
export async function returnStock(
  tx: StoreTransaction,
  { orderId, restock, ...order }: ReturnedOrder,
  effects: Effects,
): Promise<void> {
  const lines = sumLines(order.lines);
  const orderLines = order.orderLines && sumLines(order.orderLines);
  const found = await tx.lockReservation(orderId);
  const touched = sumLines([...lines, ...(orderLines ?? []), ...(found?.lines ?? [])]);
  const levels = await lockLevels(tx, touched);
  const goods = { lines, orderLines, restock };
  const decision = decideReturned(found, goods, readAvailable(levels));
  if (decision) await applyDecision(tx, orderId, { found, levels }, decision, effects);
}
