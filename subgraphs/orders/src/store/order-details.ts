/** What belongs to orders, as it is shown: each function is one statement, however many orders it answers for. */
import type { OrderLineView, PaymentView, TimelineEntryView } from '../views.js';
import type { Shown } from './database.js';
import { groupByOrder } from './group-by-order.js';

export const orderDetailsIn = (shown: Shown) => ({
  async linesByOrders(
    orderIds: readonly string[],
  ): Promise<Map<string, Omit<OrderLineView, 'currency'>[]>> {
    const rows = await shown.orderLine.findMany({
      where: { orderId: { in: [...orderIds] } },
      orderBy: { position: 'asc' },
    });
    return groupByOrder(rows, (line) => ({
      sku: line.sku,
      name: line.name,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceAmount,
      shippedQuantity: line.shippedQuantity,
      returnedQuantity: line.returnedQuantity,
    }));
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
