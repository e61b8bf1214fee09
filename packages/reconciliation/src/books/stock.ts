/** What the inventory service holds true of each order: its reservation, and what the ledger says of it. */
import type { Snapshot } from '../snapshot.js';

export interface ReservedLine {
  sku: string;
  quantity: number;
  /** Units that came back, sold again or not. */
  returned: number;
}

/** The movements of one order and SKU, summed up. */
export interface LedgerLine {
  sku: string;
  /** Reserved and neither released nor committed. */
  held: number;
  /** Left the house. */
  committed: number;
  /** Came back, into stock or to be written off. */
  returned: number;
}

export interface StockBooks {
  orderId: string;
  /** Null when there are movements and no reservation, which is a breach. */
  reservation: { status: string; lines: ReservedLine[] } | null;
  ledger: LedgerLine[];
}

/** One row per order that the reservations or the ledger know. Both sides are sorted by an index. */
const select = (known: string) => `
  SELECT known.order_id AS "orderId",
    CASE WHEN r.order_id IS NOT NULL THEN json_build_object('status', r.status, 'lines', coalesce((
      SELECT json_agg(json_build_object(
        'sku', l.sku, 'quantity', l.quantity, 'returned', l.returned))
      FROM reservation_lines l WHERE l.order_id = r.order_id), '[]')) END AS reservation,
    coalesce((
      SELECT json_agg(line) FROM (
        SELECT m.sku, sum(m.reserved_delta)::int AS held,
          -coalesce(sum(m.on_hand_delta) FILTER (WHERE m.kind = 'COMMITTED'), 0)::int AS committed,
          coalesce(sum(m.on_hand_delta) FILTER (WHERE m.kind = 'RETURNED'), 0)::int AS returned
        FROM stock_movements m WHERE m.order_id = known.order_id GROUP BY m.sku
      ) line), '[]') AS ledger
  FROM (${known}) known LEFT JOIN reservations r ON r.order_id = known.order_id`;

const everyOrder = `
  SELECT order_id FROM reservations
  UNION SELECT order_id FROM stock_movements WHERE order_id IS NOT NULL`;

/** All orders that hold or held stock, by id. */
export const streamStock = (inventory: Snapshot) =>
  inventory.pages<StockBooks>(`${select(everyOrder)} ORDER BY known.order_id`);

export const findStock = (inventory: Pick<Snapshot, 'rows'>, orderIds: readonly string[]) =>
  inventory.rows<StockBooks>(
    select(
      `SELECT id AS order_id FROM unnest($1::uuid[]) AS given (id)
       WHERE EXISTS (SELECT FROM reservations WHERE order_id = id)
          OR EXISTS (SELECT FROM stock_movements WHERE order_id = id)`,
    ),
    [orderIds],
  );
