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
import type { Database } from './database.js';
import { isUniqueViolation } from './database.js';
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
  /** Writes a PENDING order and answers its number. @throws DuplicateOrderError */
  async insertOrder(order: NewOrder): Promise<string> {
    const { number } = await insertOrderRow(db, order);
    await db.orderLine.createMany({
      data: order.lines.map(({ sku, name, quantity, unitPriceMinor }, position) => {
        return {
          orderId: order.id,
          position,
          sku,
          name,
          quantity,
          unitPriceAmount: unitPriceMinor,
        };
      }),
    });
    await db.payment.createMany({ data: [{ orderId: order.id, status: 'NONE' }] });
    await insertTimeline(db, order.id, order.timeline);
    return number;
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
    const row = await db.order.findUnique({
      where: { id: orderId },
      select: { paymentToken: true },
    });
    return row?.paymentToken ?? null;
  },

  async saveOrder(order: OrderState, { at, changes, timeline }: StampedChange): Promise<void> {
    const { status, payment } = changes;
    const isWaiting = waitOf(applyChanges(order, changes)) !== null;
    await db.order.updateMany({
      where: { id: order.id },
      data: {
        version: { increment: 1 },
        ...(status && { status }),
        ...(status && !needsPaymentToken(status) && { paymentToken: null }),
        waitingSince: isWaiting ? at : null,
      },
    });
    if (payment)
      await db.payment.updateMany({
        where: { orderId: order.id },
        data: {
          status: payment.status,
          authorisedAmount: payment.authorisedMinor,
          capturedAmount: payment.capturedMinor,
          refundedAmount: payment.refundedMinor,
          providerRef: payment.providerRef,
        },
      });
    await saveRefund(db, order.id, changes, at);
    await saveShipments(db, order.id, changes, at);
    await saveReturns(db, order.id, changes, at);
    await insertTimeline(db, order.id, timeline);
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

async function insertOrderRow(db: Database, order: NewOrder): Promise<{ number: string }> {
  const { id, buyerId, currency, idempotencyKey, requestHash, paymentToken, placedAt } = order;
  try {
    return await db.order.create({
      data: {
        id,
        buyerId,
        currency,
        idempotencyKey,
        requestHash,
        paymentToken,
        placedAt,
        waitingSince: placedAt,
        status: 'PENDING',
        subtotalAmount: order.subtotalMinor,
        shippingAmount: order.shippingMinor,
        totalAmount: order.totalMinor,
        shippingAddress: { ...order.shippingAddress },
      },
      select: { number: true },
    });
  } catch (error) {
    throw isUniqueViolation(error) ? new DuplicateOrderError() : error;
  }
}

async function insertTimeline(
  db: Database,
  orderId: string,
  timeline: readonly StampedNote[],
): Promise<void> {
  if (timeline.length > 0)
    await db.timelineEntry.createMany({ data: timeline.map((note) => ({ ...note, orderId })) });
}

/** One statement for whole aggregates. */
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
    WHERE o.id = ANY (${ids}::uuid[])`;
}
