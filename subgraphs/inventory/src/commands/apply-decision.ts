import type { Available, Decision } from '../domain/reservation.js';
import type { Line } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import type { LockedReservation } from '../store/reservations.js';
import type { LockedLevel } from '../store/stock.js';
import type { StoreTransaction } from '../store.js';

/** What a decision about an order looks at, locked until the transaction ends. */
export interface LockedOrder {
  /** Null when the order was not heard of. */
  found: LockedReservation | null;
  levels: readonly LockedLevel[];
}

/**
 * Locks the order's reservation, then the levels of the lines: two answers, one wait. All events of an
 * order tell of the same lines; should one not, what the order holds is locked as well.
 */
export async function lockOrder(
  tx: StoreTransaction,
  orderId: string,
  lines: readonly Line[],
): Promise<LockedOrder> {
  const [found, levels] = await Promise.all([tx.lockReservation(orderId), lockLevels(tx, lines)]);
  const known = new Set(levels.map(({ sku }) => sku));
  const others = found ? found.lines.filter(({ sku }) => !known.has(sku)) : [];
  return { found, levels: [...levels, ...(await lockLevels(tx, others))] };
}

/** Locks the levels of the lines, in SKU order. */
export const lockLevels = async (tx: StoreTransaction, lines: readonly Line[]) =>
  lines.length > 0 ? tx.lockLevels(lines.map(({ sku }) => sku).sort()) : [];

/** What can be bought of each. */
export const readAvailable = (levels: readonly LockedLevel[]): Available =>
  new Map(
    levels.map(({ sku, onHand, reserved, withdrawn }) => [sku, withdrawn ? 0 : onHand - reserved]),
  );

/** Saves what was decided about an order: its reservation, its movements and the levels. */
export async function applyDecision(
  tx: StoreTransaction,
  orderId: string,
  { found, levels }: LockedOrder,
  { status, lines, changes }: Decision,
  effects: Effects,
  expiresAt: Date | null = null,
): Promise<void> {
  const at = effects.now();
  await tx.saveReservation({ orderId, status, lines, expiresAt, at }, found);
  const movements = changes.map((change) => ({ ...change, orderId }));
  await tx.moveStock(movements, levels, { at, createId: effects.createId });
}
