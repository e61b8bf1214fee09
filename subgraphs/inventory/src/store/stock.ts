/**
 * The ledger and the levels beside it. `moveStock` is the only place that changes a level, and it
 * writes the movements in the same statement, so that levels are always the sum of their movements.
 *
 * Locks are taken in one order everywhere: reservation, levels by SKU, products by id.
 */
import { findFlipped, type Level, type StockChange, sumChanges } from '../domain/stock.js';
import { asRecords, send, type Sql } from './database.js';
import type { HeldLocks } from './held-locks.js';

/** A change and what caused it, as the ledger keeps it. */
export interface Movement extends StockChange {
  orderId?: string;
  /** Delivery note, reason of a correction, import. */
  reference?: string;
}

/** When it happens, and where the movements' ids come from. */
export interface Recording {
  at: Date;
  createId: () => string;
}

export interface LockedLevel extends Level {
  /** Can no longer be bought. */
  withdrawn: boolean;
}

export const stock = (db: Sql, held: HeldLocks) => ({
  /**
   * The levels of these SKUs, locked until the transaction ends; unknown SKUs are absent. The
   * sub-select hides the number of SKUs from the planner, which would plan anew for each list.
   */
  async lockLevels(skus: readonly string[]): Promise<LockedLevel[]> {
    if (skus.every((sku) => held.levels.has(sku)))
      return skus.flatMap((sku) => held.levels.get(sku) ?? []);
    return db.$queryRaw<LockedLevel[]>`
      SELECT l.sku, l.on_hand AS "onHand", l.reserved, v.withdrawn_at IS NOT NULL AS withdrawn
      FROM stock_levels l JOIN variants v ON v.sku = l.sku
      WHERE l.sku = ANY ((SELECT ${skus}::text[])::text[])
      ORDER BY l.sku FOR UPDATE OF l`;
  },

  /**
   * Sends the movements and brings the levels along; waits only when a product sells out or comes back.
   * @param levels as this transaction holds them locked, all that are moved among them
   * @throws Error when one is not; the database refuses a level below 0 or below its reserve
   */
  async moveStock(
    movements: readonly Movement[],
    levels: readonly Level[],
    recording: Recording,
  ): Promise<void> {
    if (movements.length === 0) return;
    const totals = sumChanges(movements);
    const locked = new Set(levels.map(({ sku }) => sku));
    if (totals.some(({ sku }) => !locked.has(sku))) throw new Error('A SKU has no stock level.');
    send(writeMovements(db, movements, totals, recording));
    addToHeld(held, totals);
    const flipped = findFlipped(levels, totals);
    if (flipped.length > 0) await refreshInStock(db, flipped);
  },
});

function addToHeld(held: HeldLocks, totals: readonly Level[]): void {
  for (const { sku, onHand, reserved } of totals) {
    const level = held.levels.get(sku);
    if (!level) continue;
    held.levels.set(sku, {
      ...level,
      onHand: level.onHand + onHand,
      reserved: level.reserved + reserved,
    });
  }
}

/** The levels are found by the list, not by the join alone: of a small catalogue that would read all. */
function writeMovements(
  db: Sql,
  movements: readonly Movement[],
  totals: readonly Level[],
  { at, createId }: Recording,
): Promise<number> {
  const records = asRecords(movements.map((movement) => ({ id: createId(), ...movement })));
  const skus = totals.map(({ sku }) => sku);
  return db.$executeRaw`
    WITH ledger AS (
      INSERT INTO stock_movements
        (id, sku, kind, on_hand_delta, reserved_delta, order_id, reference, created_at)
      SELECT id, sku, kind, "onHandDelta", "reservedDelta", "orderId", reference, ${at}
      FROM jsonb_to_recordset(${records}::text::jsonb) AS row (id uuid, sku text,
        kind text, "onHandDelta" int, "reservedDelta" int, "orderId" uuid, reference text)
    )
    UPDATE stock_levels l
    SET on_hand = l.on_hand + total.on_hand, reserved = l.reserved + total.reserved
    FROM unnest(${skus}::text[], ${totals.map(({ onHand }) => onHand)}::int[],
      ${totals.map(({ reserved }) => reserved)}::int[]) AS total (sku, on_hand, reserved)
    WHERE l.sku = total.sku AND l.sku = ANY ((SELECT ${skus}::text[])::text[])`;
}

/**
 * Sets products.in_stock of the products of these SKUs. The products are locked first and counted in
 * a statement of their own: whoever comes second sees what the first has done. Answers how many changed.
 */
export async function refreshInStock(db: Sql, skus: readonly string[]): Promise<number> {
  const locked = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM products
    WHERE id IN (SELECT product_id FROM variants WHERE sku = ANY (${skus}::text[]))
    ORDER BY id FOR NO KEY UPDATE`;
  return db.$executeRaw`
    UPDATE products p SET in_stock = now_.in_stock
    FROM (
      SELECT v.product_id, bool_or(v.withdrawn_at IS NULL AND l.on_hand > l.reserved) AS in_stock
      FROM variants v JOIN stock_levels l ON l.sku = v.sku
      WHERE v.product_id = ANY (${locked.map(({ id }) => id)}::uuid[])
      GROUP BY v.product_id
    ) now_
    WHERE p.id = now_.product_id AND p.in_stock <> now_.in_stock`;
}
