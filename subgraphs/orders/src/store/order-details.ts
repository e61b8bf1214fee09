/** What belongs to orders, as it is shown: each function is one statement, however many orders it answers for. */
import type { OrderLineView, PaymentView, TimelineEntryView } from '../views.js';
import type { Shown, Sql } from './database.js';
import { groupByOrder } from './group-by-order.js';

type Line = Omit<OrderLineView, 'currency'>;

export const orderDetailsIn = (db: Sql, shown: Shown) => ({
  async linesByOrders(orderIds: readonly string[]): Promise<Map<string, Line[]>> {
    const rows = await db.$queryRaw<(Line & { orderId: string })[]>`
      SELECT order_id AS "orderId", sku, name, quantity, unit_price_amount AS "unitPriceMinor",
        shipped_quantity AS "shippedQuantity", returned_quantity AS "returnedQuantity"
      FROM order_lines WHERE order_id = ANY ((SELECT ${orderIds}::uuid[])::uuid[])
      ORDER BY order_id, position`;
    return groupByOrder(rows, ({ orderId: _orderId, ...line }) => line);
  },

  async paymentsByOrders(orderIds: readonly string[]): Promise<Map<string, PaymentView>> {
    const rows = await shown.payment.findMany({ where: { orderId: { in: [...orderIds] } } });
    return new Map(
      rows.map(({ orderId, status, capturedAmount, refundedAmount }) => [
        orderId,
        { status, capturedMinor: capturedAmount, refundedMinor: refundedAmount },
      ]),
    );
  },

  /** Entries, the oldest first. */
  async timelineByOrders(orderIds: readonly string[]): Promise<Map<string, TimelineEntryView[]>> {
    const rows = await shown.timelineEntry.findMany({
      where: { orderId: { in: [...orderIds] } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return groupByOrder(rows, ({ at, type, note }) => ({ at, type, note }));
  },
});
