import type { Available, Decision } from '../domain/reservation.js';
import type { Line } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { StoreTransaction } from '../store.js';

/** Locks the levels of the lines, in SKU order, and tells what can be bought of each. */
export async function lockAvailable(
  tx: StoreTransaction,
  lines: readonly Line[],
): Promise<Available> {
  const levels = await tx.lockLevels(lines.map(({ sku }) => sku).sort());
  return new Map(
    levels.map(({ sku, onHand, reserved, withdrawn }) => [sku, withdrawn ? 0 : onHand - reserved]),
  );
}

/** Saves what was decided about an order: its reservation, its movements and the levels. */
export async function applyDecision(
  tx: StoreTransaction,
  orderId: string,
  { status, lines, changes }: Decision,
  effects: Effects,
  expiresAt: Date | null = null,
): Promise<void> {
  const at = effects.now();
  await tx.saveReservation({ orderId, status, lines, expiresAt, at });
  const movements = changes.map((change) => ({ ...change, orderId }));
  await tx.moveStock(movements, { at, createId: effects.createId });
}
