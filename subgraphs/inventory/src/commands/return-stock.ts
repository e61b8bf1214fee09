import { decideReturned } from '../domain/reservation.js';
import { type Line, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockAvailable } from './apply-decision.js';

/** Ends the reservation of a returned order; with `restock` its units can be sold again. */
export async function returnStock(
  tx: StoreTransaction,
  order: { orderId: string; lines: readonly Line[]; restock: boolean },
  effects: Effects,
): Promise<void> {
  const { orderId, restock } = order;
  const lines = sumLines(order.lines);
  const found = await tx.lockReservation(orderId);
  const available = await lockAvailable(tx, sumLines([...lines, ...(found?.lines ?? [])]));
  const decision = decideReturned(found, lines, restock, available);
  if (decision) await applyDecision(tx, orderId, decision, effects);
}
