/** What the orders service holds true of each order: its money, its lines, its state. */
import type { Snapshot } from '../snapshot.js';

export interface OrderBooks {
  id: string;
  number: string;
  status: string;
  /** Seconds since it was placed, by the database's clock. */
  ageSeconds: number;
  subtotalMinor: number;
  shippingMinor: number;
  totalMinor: number;
  /** `returned` of the units were taken back. */
  lines: { sku: string; quantity: number; returned: number; unitPriceMinor: number }[];
  /** Null when the row is missing, which is a breach. */
  payment: {
    status: string;
    capturedMinor: number;
    refundedMinor: number;
  } | null;
  refunds: { id: string; amountMinor: number; isDone: boolean }[];
}

const select = `
  SELECT o.id, o.number, o.status::text AS status,
    extract(epoch FROM now() - o.placed_at)::float8 AS "ageSeconds",
    o.subtotal_amount AS "subtotalMinor", o.shipping_amount AS "shippingMinor",
    o.total_amount AS "totalMinor",
    coalesce((
      SELECT json_agg(json_build_object(
        'sku', l.sku, 'quantity', l.quantity, 'returned', l.returned_quantity,
        'unitPriceMinor', l.unit_price_amount))
      FROM order_lines l WHERE l.order_id = o.id), '[]') AS lines,
    CASE WHEN p.order_id IS NOT NULL THEN json_build_object(
      'status', p.status, 'capturedMinor', p.captured_amount,
      'refundedMinor', p.refunded_amount) END AS payment,
    coalesce((
      SELECT json_agg(json_build_object(
        'id', r.id, 'amountMinor', r.amount, 'isDone', r.status = 'DONE'))
      FROM refunds r WHERE r.order_id = o.id), '[]') AS refunds
  FROM orders o LEFT JOIN payments p ON p.order_id = o.id`;

/** All orders by id. */
export const streamOrders = (orders: Snapshot) =>
  orders.pages<OrderBooks>(`${select} ORDER BY o.id`);

export const findOrders = (orders: Snapshot, ids: readonly string[]) =>
  orders.rows<OrderBooks>(`${select} WHERE o.id = ANY ($1::uuid[])`, [ids]);

export const countOrders = async (orders: Snapshot): Promise<number> => {
  const [row] = await orders.rows<{ count: number }>(
    'SELECT count(*)::float8 AS count FROM orders',
  );
  return row!.count;
};
