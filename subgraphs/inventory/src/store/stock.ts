/**
 * The ledger and the levels beside it. `moveStock` is the only place that changes a level, and it
 * writes the movements in the same statement, so that levels are always the sum of their movements.
 *
 * Locks are taken in one order everywhere: reservation, levels by SKU, products by id.
 */
import type { StockChange } from '../domain/stock.js';
import { asRecords, type Database } from './database.js';

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

export interface LockedLevel {
  sku: string;
  onHand: number;
  reserved: number;
  /** Can no longer be bought. */
  withdrawn: boolean;
}

interface MovedLevel {
  sku: string;
  before: number;
  after: number;
}

export const stock = (db: Database) => ({
  /**
   * The levels of these SKUs, locked until the transaction ends; unknown SKUs are absent. The
   * sub-select hides the number of SKUs from the planner, which would plan anew for each list.
   */
  lockLevels: (skus: readonly string[]) =>
    db.$queryRaw<LockedLevel[]>`
      SELECT l.sku, l.on_hand AS "onHand", l.reserved, v.withdrawn_at IS NOT NULL AS withdrawn
      FROM stock_levels l JOIN variants v ON v.sku = l.sku
      WHERE l.sku = ANY ((SELECT ${skus}::text[])::text[])
      ORDER BY l.sku FOR UPDATE OF l`,

  /**
   * Writes the movements and brings the levels along. The caller holds the levels' locks.
   * @throws Error when a SKU has no level; the database refuses a level below 0 or below its reserve.
   */
  async moveStock(movements: readonly Movement[], recording: Recording): Promise<void> {
    if (movements.length === 0) return;
    const moved = await applyMovements(db, movements, recording);
    if (moved.length !== new Set(movements.map(({ sku }) => sku)).size)
      throw new Error('A SKU has no stock level.');
    const flipped = moved.filter(({ before, after }) => before > 0 !== after > 0);
    if (flipped.length === 0) return;
    await refreshInStock(
      db,
      flipped.map(({ sku }) => sku),
    );
  },
});

function applyMovements(
  db: Database,
  movements: readonly Movement[],
  { at, createId }: Recording,
): Promise<MovedLevel[]> {
  const records = asRecords(movements.map((movement) => ({ ...movement, id: createId() })));
  return db.$queryRaw<MovedLevel[]>`
    WITH movement AS (
      SELECT id, sku, kind, "onHandDelta", "reservedDelta", "orderId", reference
      FROM jsonb_to_recordset(${records}::text::jsonb) AS row (id uuid, sku text,
        kind text, "onHandDelta" int, "reservedDelta" int, "orderId" uuid, reference text)
    ), ledger AS (
      INSERT INTO stock_movements
        (id, sku, kind, on_hand_delta, reserved_delta, order_id, reference, created_at)
      SELECT id, sku, kind, "onHandDelta", "reservedDelta", "orderId", reference, ${at}
      FROM movement
    ), total AS (
      SELECT sku, sum("onHandDelta")::int AS on_hand, sum("reservedDelta")::int AS reserved
      FROM movement GROUP BY sku
    )
    UPDATE stock_levels l
    SET on_hand = l.on_hand + total.on_hand, reserved = l.reserved + total.reserved
    FROM total WHERE l.sku = total.sku
    RETURNING l.sku, l.on_hand - l.reserved - (total.on_hand - total.reserved) AS before,
      l.on_hand - l.reserved AS after`;
}

/**
 * Sets products.in_stock of the products of these SKUs. The products are locked first and counted in
 * a statement of their own: whoever comes second sees what the first has done. Answers how many changed.
 */
export async function refreshInStock(db: Database, skus: readonly string[]): Promise<number> {
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
