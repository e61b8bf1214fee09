/** The order as an aggregate: all that decisions are made on, read in one statement. */
import type { OrderState } from '../domain/order.js';
import type { Sql } from './database.js';

/** An order as it was at a version; whatever changes what is decided on raises it. */
export interface KnownOrder {
  order: OrderState;
  version: number;
}

export interface OrderToPay extends KnownOrder {
  /** Stands for the buyer's means of payment; null once the payment cannot be asked for any more. */
  paymentToken: string | null;
}

export const orderStateIn = (db: Sql) => ({
  /**
   * Locks the order until the transaction ends, so that what is decided on it still holds when it is saved.
   * One that still is as it is known is not read again.
   */
  async lockOrder(id: string, known?: KnownOrder): Promise<OrderState | null> {
    const locking = db.$queryRaw<{ version: number }[]>`
      SELECT version FROM orders WHERE id = ${id}::uuid FOR UPDATE`;
    if (known) {
      const [locked] = await locking;
      if (locked?.version === known.version) return known.order;
    }
    // A statement of its own: one that waited for the lock would see other tables as of before.
    const [locked, [order]] = await Promise.all([
      locking,
      db.$queryRawUnsafe<OrderState[]>(one, id),
    ]);
    return locked.length === 0 ? null : (order ?? null);
  },

  /** The order without a lock: to look before asking the outside world, not to decide a write on. */
  async orderState(id: string): Promise<OrderState | null> {
    const [order] = await db.$queryRawUnsafe<OrderState[]>(one, id);
    return order ?? null;
  },

  /** The order without a lock, with what it takes to ask for its money and to write that down. */
  async orderToPay(id: string): Promise<OrderToPay | null> {
    const [row] = await db.$queryRawUnsafe<(OrderState & Omit<OrderToPay, 'order'>)[]>(toPay, id);
    if (!row) return null;
    const { version, paymentToken, ...order } = row;
    return { order, version, paymentToken };
  },

  /** Several at once, in no order; the caller has locked those it decides on. */
  orderStates: (ids: readonly string[]): Promise<OrderState[]> => db.$queryRawUnsafe(several, ids),
});

const columns = `
  o.id, o.number, o.buyer_id AS "buyerId", o.status::text AS status, o.currency,
  o.total_amount AS "totalMinor",
  json_build_object(
    'status', p.status, 'authorisedMinor', p.authorised_amount,
    'capturedMinor', p.captured_amount, 'refundedMinor', p.refunded_amount,
    'providerRef', p.provider_ref) AS payment,
  (SELECT json_agg(json_build_object(
     'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
     'unitPriceMinor', l.unit_price_amount, 'shippedQuantity', l.shipped_quantity,
     'returnedQuantity', l.returned_quantity) ORDER BY l.position)
   FROM order_lines l WHERE l.order_id = o.id) AS lines,
  (SELECT coalesce(json_agg(json_build_object(
     'id', s.id, 'isDelivered', s.delivered_at IS NOT NULL) ORDER BY s.shipped_at, s.id), '[]')
   FROM shipments s WHERE s.order_id = o.id) AS shipments,
  (SELECT coalesce(json_agg(json_build_object(
     'id', r.id, 'status', r.status, 'reason', coalesce(r.reason, ''), 'lines', (
       SELECT json_agg(json_build_object('sku', rl.sku, 'quantity', rl.quantity) ORDER BY rl.sku)
       FROM order_return_lines rl WHERE rl.return_id = r.id)) ORDER BY r.requested_at, r.id), '[]')
   FROM order_returns r WHERE r.order_id = o.id) AS returns,
  (SELECT coalesce(json_agg(json_build_object(
     'id', r.id, 'amountMinor', r.amount, 'isDone', r.status = 'DONE')), '[]')
   FROM refunds r WHERE r.order_id = o.id) AS refunds`;
const tables = 'FROM orders o JOIN payments p ON p.order_id = o.id';
const one = `SELECT ${columns} ${tables} WHERE o.id = $1::uuid`;
const several = `SELECT ${columns} ${tables} WHERE o.id = ANY ($1::uuid[])`;
const toPay = `SELECT o.version, o.payment_token AS "paymentToken", ${columns} ${tables} WHERE o.id = $1::uuid`;
