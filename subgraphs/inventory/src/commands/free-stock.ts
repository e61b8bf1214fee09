import { decideCancelled } from '../domain/reservation.js';
import type { Effects } from '../effects.js';
import type { StoreTransaction } from '../store.js';
import { applyDecision, lockLevels } from './apply-decision.js';

/** Gives back what a cancelled order holds, reserved or sold, and ends its reservation for good. */
export async function freeStock(
  tx: StoreTransaction,
  { orderId }: { orderId: string },
  effects: Effects,
): Promise<void> {
  const found = await tx.lockReservation(orderId);
  const decision = decideCancelled(found);
  if (!decision) return;
  const levels = await lockLevels(tx, decision.changes.length > 0 ? decision.lines : []);
  await applyDecision(tx, orderId, { found, levels }, decision, effects);
}
