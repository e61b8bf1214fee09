/**
 * Writes orders: a new one, and what was decided on one that is there. Each write raises the version,
 * which is what tells the subscribers (trigger order_updated_notify).
 */
import type { Currency } from '@tributary/contracts';
import { applyChanges } from '../domain/apply-changes.js';
import { needsPaymentToken, type OrderState } from '../domain/order.js';
import type { Totals } from '../domain/pricing.js';
import { waitOf } from '../domain/reminders.js';
import type { PostalAddress } from '../views.js';
import { asRecords, type Sql } from './database.js';
import type { KnownOrder } from './order-state.js';
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

export const orderWritesIn = (db: Sql) => ({
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

  /** The caller has locked the order. Sends all its statements at once. */
  async saveOrder(order: OrderState, { at, changes, timeline }: StampedChange): Promise<void> {
    await Promise.all([
      saveState(db, order, { at, changes, timeline }, null),
      ...saveRefund(db, order.id, changes, at),
      ...saveShipments(db, order.id, changes, at),
      ...saveReturns(db, order.id, changes, at),
    ]);
  },

  /**
   * Saves what was decided without a lock, in one statement, if the order still is at that version; answers
   * whether it was. For changes of the order's own state and payment alone.
   */
  async saveUnchanged({ order, version }: KnownOrder, change: StampedChange): Promise<boolean> {
    return (await saveState(db, order, change, version)).length > 0;
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

/** Answers no row when the order is at another version than the one that is given. */
function saveState(
  db: Sql,
  order: OrderState,
  { at, changes, timeline }: StampedChange,
  version: number | null,
): Promise<unknown[]> {
  const { status, payment } = changes;
  const waitingSince = waitOf(applyChanges(order, changes)) === null ? null : at;
  const forgetsToken = status !== undefined && !needsPaymentToken(status);
  return db.$queryRaw`
    WITH saved AS (
      UPDATE orders SET version = version + 1, waiting_since = ${waitingSince}::timestamptz,
        status = coalesce(${status ?? null}::order_status, status),
        payment_token = CASE WHEN ${forgetsToken} THEN NULL ELSE payment_token END
      WHERE id = ${order.id}::uuid AND coalesce(version = ${version}::int, true)
      RETURNING id
    ), paid AS (
      UPDATE payments SET
        status = coalesce(${payment?.status ?? null}::payment_status, payments.status),
        authorised_amount = coalesce(${payment?.authorisedMinor ?? null}::int, authorised_amount),
        captured_amount = coalesce(${payment?.capturedMinor ?? null}::int, captured_amount),
        refunded_amount = coalesce(${payment?.refundedMinor ?? null}::int, refunded_amount),
        provider_ref = coalesce(${payment?.providerRef ?? null}, provider_ref)
      FROM saved WHERE order_id = saved.id AND ${payment !== undefined}
    ), told AS (
      INSERT INTO order_timeline (id, order_id, at, type, note)
      SELECT note.id, saved.id, note.at, note.type, note.note
      FROM saved, jsonb_to_recordset(${asRecords(timeline)}::text::jsonb) AS note
        (id uuid, at timestamptz, type text, note text)
    )
    SELECT 1 FROM saved`;
}
