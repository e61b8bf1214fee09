/** Orders as they are shown: each function is one statement, however many orders it answers for. */
import type { Currency } from '@tributary/contracts';
import type { OrderStatus } from '../domain/order.js';
import type {
  OrderLineView,
  OrderView,
  PaymentView,
  PostalAddress,
  TimelineEntryView,
} from '../views.js';
import { type Database, Prisma } from './database.js';
import { groupByOrder } from './group-by-order.js';

export interface OrderRow {
  id: string;
  number: string;
  status: string;
  buyerId: string | null;
  subtotalAmount: number;
  shippingAmount: number;
  totalAmount: number;
  currency: string;
  shippingAddress: unknown;
  placedAt: Date;
}

const shown = {
  id: true,
  number: true,
  status: true,
  buyerId: true,
  subtotalAmount: true,
  shippingAmount: true,
  totalAmount: true,
  currency: true,
  shippingAddress: true,
  placedAt: true,
} as const;

/** An `OrderRow` of `orders o`. */
export const orderColumns = Prisma.sql`
  o.id, o.number, o.status::text AS status, o.buyer_id AS "buyerId",
  o.subtotal_amount AS "subtotalAmount", o.shipping_amount AS "shippingAmount",
  o.total_amount AS "totalAmount", o.currency,
  o.shipping_address AS "shippingAddress", o.placed_at AS "placedAt"`;

export const orderReadsIn = (db: Database) => ({
  async ordersByIds(ids: readonly string[]): Promise<OrderView[]> {
    const rows = await db.order.findMany({ where: { id: { in: [...ids] } }, select: shown });
    return rows.map(toOrderView);
  },

  /** The newest `limit` orders of each buyer, or those that come after the order `beforeId`. */
  async ordersOfBuyers(
    buyerIds: readonly string[],
    limit: number,
    beforeId: string | null,
  ): Promise<OrderView[]> {
    const rows = await db.$queryRaw<OrderRow[]>`
      SELECT ${orderColumns} FROM unnest(${buyerIds}::uuid[]) AS buyer (id)
      CROSS JOIN LATERAL (
        SELECT * FROM orders
        WHERE buyer_id = buyer.id AND (${beforeId}::uuid IS NULL OR id < ${beforeId}::uuid)
        ORDER BY id DESC LIMIT ${limit}
      ) o`;
    return rows.map(toOrderView);
  },

  async linesByOrders(
    orderIds: readonly string[],
  ): Promise<Map<string, Omit<OrderLineView, 'currency'>[]>> {
    const rows = await db.orderLine.findMany({
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
    const rows = await db.payment.findMany({ where: { orderId: { in: [...orderIds] } } });
    return new Map(
      rows.map(({ orderId, status, capturedAmount, refundedAmount }) => [
        orderId,
        { status, capturedMinor: capturedAmount, refundedMinor: refundedAmount },
      ]),
    );
  },

  /** Entries, the oldest first. */
  async timelineByOrders(orderIds: readonly string[]): Promise<Map<string, TimelineEntryView[]>> {
    const rows = await db.timelineEntry.findMany({
      where: { orderId: { in: [...orderIds] } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
    });
    return groupByOrder(rows, ({ at, type, note }) => ({ at, type, note }));
  },
});

export const toOrderView = (row: OrderRow): OrderView => ({
  id: row.id,
  number: row.number,
  status: row.status as OrderStatus,
  buyerId: row.buyerId,
  subtotalMinor: row.subtotalAmount,
  shippingMinor: row.shippingAmount,
  totalMinor: row.totalAmount,
  currency: row.currency as Currency,
  shippingAddress: row.shippingAddress as PostalAddress | null,
  placedAt: row.placedAt,
});
