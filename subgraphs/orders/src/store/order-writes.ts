/**
 * The order as an aggregate: read under its row's lock, written with what was decided. Each write
 * raises the version, which is what tells the subscribers (trigger order_updated_notify).
 */
import type { Currency } from '@tributary/contracts';
import { applyChanges } from '../domain/apply-changes.js';
import { needsPaymentToken, type OrderState } from '../domain/order.js';
import { waitOf } from '../domain/reminders.js';
import type { Totals } from '../domain/pricing.js';
import type { PostalAddress } from '../views.js';
import { asRecords, type Database } from './database.js';
import { saveRefund } from './refunds.js';
import { saveReturns } from './returns.js';
import { saveShipments } from './shipments.js';
import type { StampedChange, StampedNote } from './stamped.js';

export interface NewOrder extends Totals {
  id: string;
  buyerId: string;
  currency: Currency;
  lines: readonly { sku: string; name: string; quantity: number; unitPriceMinor: number }[];
  shippingAddress: PostalAddress;
  idempotencyKey: string;
  requestHash: string;
  paymentToken: string;
  placedAt: Date;
  timeline: readonly StampedNote[];
}

/** The buyer has placed an order with this idempotency key in the meantime. */
export class DuplicateOrderError extends Error {
  override name = 'DuplicateOrderError';
}

export const orderWritesIn = (db: Database) => ({
  /** Writes a PENDING order with all that belongs to it and answers its number. @throws DuplicateOrderError */
  async insertOrder(order: NewOrder): Promise<string> {
    const { id, buyerId, currency, idempotencyKey, requestHash, paymentToken, placedAt } = order;
    const lines = order.lines.map((line, position) => ({ ...line, position }));
    const [placed] = await db.$queryRaw<{ number: string }[]>`
      WITH placed AS (
        INSERT INTO orders (id, buyer_id, currency, idempotency_key, request_hash, payment_token,
          placed_at, waiting_since, status, subtotal_amount, shipping_amount, total_amount,
          shipping_address)
        VALUES (${id}::uuid, ${buyerId}::uuid, ${currency}, ${idempotencyKey}, ${requestHash},
          ${paymentToken}, ${placedAt}, ${placedAt}, 'PENDING', ${order.subtotalMinor},
          ${order.shippingMinor}, ${order.totalMinor},
          ${JSON.stringify(order.shippingAddress)}::text::jsonb)
        ON CONFLICT (buyer_id, idempotency_key) DO NOTHING
        RETURNING id, number
      ), lines AS (
        INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount)
        SELECT placed.id, position, sku, name, quantity, "unitPriceMinor"
        FROM placed, jsonb_to_recordset(${asRecords(lines)}::text::jsonb) AS line
          (position int, sku text, name text, quantity int, "unitPriceMinor" int)
      ), payment AS (
        INSERT INTO payments (order_id, status) SELECT id, 'NONE'::payment_status FROM placed
      ), timeline AS (
        INSERT INTO order_timeline (id, order_id, at, type, note)
        SELECT note.id, placed.id, note.at, note.type, note.note
        FROM placed, jsonb_to_recordset(${asRecords(order.timeline)}::text::jsonb) AS note
          (id uuid, at timestamptz, type text, note text)
      )
      SELECT number FROM placed`;
    if (!placed) throw new DuplicateOrderError();
    return placed.number;
  },

  /** Locks the order until the transaction ends, so that what is decided on it still holds when it is saved. */
  async lockOrder(id: string): Promise<OrderState | null> {
    const locked = await db.$queryRaw<unknown[]>`
      SELECT 1 FROM orders WHERE id = ${id}::uuid FOR UPDATE`;
    // A statement of its own: one that waited for the lock would see other tables as of before.
    return locked.length === 0 ? null : ((await readOrders(db, [id]))[0] ?? null);
  },

  /** The order without a lock: to look before asking the outside world, not to decide a write on. */
  orderState: async (id: string): Promise<OrderState | null> =>
    (await readOrders(db, [id]))[0] ?? null,

  /** Several at once, in no order; the caller has locked those it decides on. */
  orderStates: (ids: readonly string[]): Promise<OrderState[]> => readOrders(db, ids),

  /** Null once the payment cannot be asked for any more. */
  async paymentToken(orderId: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ paymentToken: string | null }[]>`
      SELECT payment_token AS "paymentToken" FROM orders WHERE id = ${orderId}::uuid`;
    return row?.paymentToken ?? null;
  },

  async saveOrder(order: OrderState, { at, changes, timeline }: StampedChange): Promise<void> {
    const { status, payment } = changes;
    const waitingSince = waitOf(applyChanges(order, changes)) === null ? null : at;
    const forgetsToken = status !== undefined && !needsPaymentToken(status);
    await db.$executeRaw`
      WITH saved AS (
        UPDATE orders SET version = version + 1, waiting_since = ${waitingSince}::timestamptz,
          status = coalesce(${status ?? null}::order_status, status),
          payment_token = CASE WHEN ${forgetsToken} THEN NULL ELSE payment_token END
        WHERE id = ${order.id}::uuid
      ), paid AS (
        UPDATE payments SET
          status = coalesce(${payment?.status ?? null}::payment_status, status),
          authorised_amount = coalesce(${payment?.authorisedMinor ?? null}::int, authorised_amount),
          captured_amount = coalesce(${payment?.capturedMinor ?? null}::int, captured_amount),
          refunded_amount = coalesce(${payment?.refundedMinor ?? null}::int, refunded_amount),
          provider_ref = coalesce(${payment?.providerRef ?? null}, provider_ref)
        WHERE order_id = ${order.id}::uuid AND ${payment !== undefined}
      )
      INSERT INTO order_timeline (id, order_id, at, type, note)
      SELECT id, ${order.id}::uuid, at, type, note
      FROM jsonb_to_recordset(${asRecords(timeline)}::text::jsonb) AS note
        (id uuid, at timestamptz, type text, note text)`;
    await saveRefund(db, order.id, changes, at);
    await saveShipments(db, order.id, changes, at);
    await saveReturns(db, order.id, changes, at);
  },

  /** Hands a buyer's orders to another; one that would repeat an idempotency key stays behind. */
  async moveOrders(fromBuyerId: string, toBuyerId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE orders o SET buyer_id = ${toBuyerId}::uuid, version = version + 1
      WHERE o.buyer_id = ${fromBuyerId}::uuid AND NOT EXISTS (
        SELECT 1 FROM orders other
        WHERE other.buyer_id = ${toBuyerId}::uuid AND other.idempotency_key = o.idempotency_key)`;
  },
});

/**
 * One statement for whole aggregates. The ids come from a sub-select, which hides their number from the
 * planner: it would plan anew for each list of them, and this takes it longer than running it.
 */
function readOrders(db: Database, ids: readonly string[]): Promise<OrderState[]> {
  return db.$queryRaw<OrderState[]>`
    SELECT o.id, o.number, o.buyer_id AS "buyerId", o.status::text AS status, o.currency,
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
            FROM refunds r WHERE r.order_id = o.id) AS refunds
    FROM orders o JOIN payments p ON p.order_id = o.id
    WHERE o.id = ANY ((SELECT ${ids}::uuid[])::uuid[])`;
}
