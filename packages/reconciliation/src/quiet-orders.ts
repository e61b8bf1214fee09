/**
 * The part of the night that no service can check alone: orders states what each settled order should
 * hold of the stock, and inventory compares. Only orders that have been quiet for a while are stated,
 * so that nothing about them is on its way.
 */
import { findStock, type StockBooks } from './books/stock.js';
import { describeLines, sameUnits } from './checks/lines.js';
import { isCalledOff, isUnderway } from './checks/states.js';
import type { Finding } from './check.js';
import { openSnapshot } from './snapshot.js';

export interface OrderHolding {
  orderId: string;
  /** The units that left the house for it and did not come back; empty when there are none. */
  holds: { sku: string; quantity: number }[];
}

/** Orders per event. */
export const holdingsPerPage = 200;

/** Orders that last changed between $1 and $2, by the time inside their timeline's UUIDv7 ids. */
const select = `
  SELECT o.id AS "orderId", o.status::text AS status, (
    SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity - l.returned_quantity))
    FROM order_lines l WHERE l.order_id = o.id AND l.quantity > l.returned_quantity) AS lines
  FROM orders o JOIN (
    SELECT order_id FROM order_timeline WHERE id >= $1::uuid
    GROUP BY order_id HAVING max(at) < $2
  ) changed ON changed.order_id = o.id
  ORDER BY o.id`;

interface Row {
  orderId: string;
  status: string;
  /** Null when all of it came back. */
  lines: { sku: string; quantity: number }[] | null;
}

/** Pages of at most 200 orders that changed since `since` and not after `until`. */
export async function* quietOrders(
  ordersDatabaseUrl: string,
  { since, until }: { since: Date; until: Date },
): AsyncGenerator<OrderHolding[]> {
  const snapshot = await openSnapshot(ordersDatabaseUrl);
  try {
    for await (const rows of snapshot.pages<Row>(select, [firstIdAt(since), until])) {
      const holdings = rows.filter((row) => !isUnderway(row)).map(toHolding);
      for (let start = 0; start < holdings.length; start += holdingsPerPage)
        yield holdings.slice(start, start + holdingsPerPage);
    }
  } finally {
    await snapshot.close();
  }
}

const toHolding = ({ orderId, status, lines }: Row): OrderHolding => ({
  orderId,
  holds: isCalledOff({ status }) ? [] : (lines ?? []),
});

/** The smallest UUIDv7 that could have been made at `time`. */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

export interface HoldingMismatch extends Finding {
  orderId: string;
}

/** Answers the rows of one statement, in whatever transaction the caller has. */
export type RunQuery = <T>(sql: string, parameters?: unknown[]) => Promise<T[]>;

/**
 * The orders whose stock is not what orders says it should be. A reservation that changed since
 * `statedAt` is left out: the statement is older than what it is compared with.
 * @param rows asks the inventory database
 */
export async function compareHoldings(
  rows: RunQuery,
  holdings: readonly OrderHolding[],
  statedAt: Date,
): Promise<HoldingMismatch[]> {
  const ids = holdings.map(({ orderId }) => orderId);
  const stock = new Map((await findStock({ rows }, ids)).map((each) => [each.orderId, each]));
  const newer = await rows<{ id: string }>(
    `SELECT order_id::text AS id FROM reservations
     WHERE order_id = ANY ($1::uuid[]) AND updated_at >= $2::timestamptz`,
    [ids, statedAt],
  );
  const changed = new Set(newer.map(({ id }) => id));
  return holdings.flatMap(({ orderId, holds }) => {
    const finding = changed.has(orderId) ? null : compare(holds, stock.get(orderId));
    return finding ? [{ orderId, ...finding }] : [];
  });
}

function compare(holds: OrderHolding['holds'], stock?: StockBooks): Finding | null {
  const ledger = stock?.ledger ?? [];
  const taken = ledger.map(({ sku, held, committed, returned }) => ({
    sku,
    quantity: held + committed - returned,
  }));
  if (sameUnits(holds, taken)) return null;
  return { expected: describeLines(holds), found: describeLines(taken) };
}
