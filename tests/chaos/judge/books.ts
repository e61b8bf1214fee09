/** Everything the three services have written down, read straight from their databases. */
import type { Databases, Row } from '../databases.js';

export interface BookedOrder extends Row {
  id: string;
  status: string;
  key: string;
  buyerId: string | null;
  total: number;
  captured: number;
  refunded: number;
  lines: { sku: string; quantity: number }[];
  refunds: { amount: number; status: string }[];
}

/** The provider's own word on the money of an order. */
export interface BookedPayment extends Row {
  orderId: string;
  status: string;
  amount: number;
  refunded: number;
  refundSum: number;
}

export interface BookedReservation extends Row {
  orderId: string;
  status: string;
  lines: { sku: string; quantity: number }[];
}

/** What the ledger says an order did to a SKU, all movements together. */
export interface OrderMovement extends Row {
  orderId: string;
  sku: string;
  onHand: number;
  reserved: number;
}

export interface BookedLevel extends Row {
  sku: string;
  onHand: number;
  reserved: number;
  ledgerOnHand: number;
  ledgerReserved: number;
  /** Units booked in under the load's reference. */
  received: number;
}

export interface Books {
  orders: BookedOrder[];
  payments: BookedPayment[];
  reservations: BookedReservation[];
  movements: OrderMovement[];
  levels: BookedLevel[];
  /** Rows that wait to be published, by database. */
  unpublished: Record<string, number>;
  /** Events and those who have applied them. */
  events: { id: string; name: string; orderId: string | null }[];
  applied: Set<string>;
}

const ordersSql = `
  SELECT o.id, o.status::text AS status, o.idempotency_key AS key, o.buyer_id AS "buyerId",
    o.total_amount AS total, p.captured_amount AS captured, p.refunded_amount AS refunded,
    (SELECT json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity))
     FROM order_lines l WHERE l.order_id = o.id) AS lines,
    (SELECT coalesce(json_agg(json_build_object('amount', r.amount, 'status', r.status)), '[]')
     FROM refunds r WHERE r.order_id = o.id) AS refunds
  FROM orders o JOIN payments p ON p.order_id = o.id`;

const paymentsSql = `
  SELECT key AS "orderId", status, amount, refunded, (SELECT coalesce(sum(r.amount), 0)::int
    FROM demo_provider_refunds r WHERE r.payment_key = p.key) AS "refundSum"
  FROM demo_provider_payments p`;

const reservationsSql = `
  SELECT r.order_id AS "orderId", r.status, (
    SELECT coalesce(json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity)), '[]')
    FROM reservation_lines l WHERE l.order_id = r.order_id) AS lines
  FROM reservations r`;

const movementsSql = `
  SELECT order_id AS "orderId", sku, sum(on_hand_delta)::int AS "onHand",
    sum(reserved_delta)::int AS reserved
  FROM stock_movements WHERE order_id IS NOT NULL GROUP BY order_id, sku`;

const levelsSql = `
  SELECT l.sku, l.on_hand AS "onHand", l.reserved, m.on_hand AS "ledgerOnHand",
    m.reserved AS "ledgerReserved", m.received
  FROM stock_levels l CROSS JOIN LATERAL (
    SELECT coalesce(sum(on_hand_delta), 0)::int AS on_hand,
      coalesce(sum(reserved_delta), 0)::int AS reserved,
      coalesce(sum(on_hand_delta) FILTER (WHERE kind = 'RECEIVED' AND reference = $1), 0)::int AS received
    FROM stock_movements WHERE sku = l.sku) m`;

const serviceNames = ['users', 'orders', 'inventory'] as const;

/** @param reference under which the load books goods in */
export async function readBooks(
  { query }: Pick<Databases, 'query'>,
  reference: string,
): Promise<Books> {
  const books: Books = {
    orders: await query<BookedOrder>('orders', ordersSql),
    payments: await query<BookedPayment>('orders', paymentsSql),
    reservations: await query<BookedReservation>('inventory', reservationsSql),
    movements: await query<OrderMovement>('inventory', movementsSql),
    levels: await query<BookedLevel>('inventory', levelsSql, [reference]),
    unpublished: {},
    events: [],
    applied: new Set(),
  };
  for (const name of serviceNames) {
    const sql = `SELECT id, name, payload ->> 'orderId' AS "orderId", published_at IS NULL AS waits FROM outbox`;
    const events = await query<Row & Books['events'][number] & { waits: boolean }>(name, sql);
    books.events.push(...events);
    books.unpublished[name] = events.filter(({ waits }) => waits).length;
    const rows = await query<{ applied: string }>(
      name,
      `SELECT subscriber || ' ' || event_id AS applied FROM inbox`,
    );
    rows.forEach(({ applied }) => books.applied.add(applied));
  }
  return books;
}
