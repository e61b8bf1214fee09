/** Orders as they are shown: each function is one statement, however many orders it answers for. */
import type { Currency } from '@tributary/contracts';
import type { OrderStatus } from '../domain/order.js';
import type { TimelineType } from '../domain/timeline.js';
import type { OrderView, PostalAddress } from '../views.js';
import { type Sql, sql } from './database.js';

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
  updatedAt: Date;
}

/** An `OrderRow` of `orders o`. */
export const orderColumns = sql`
  o.id, o.number, o.status::text AS status, o.buyer_id AS "buyerId",
  o.subtotal_amount AS "subtotalAmount", o.shipping_amount AS "shippingAmount",
  o.total_amount AS "totalAmount", o.currency,
  o.shipping_address AS "shippingAddress", o.placed_at AS "placedAt", o.updated_at AS "updatedAt"`;

/** What comes after an order, or after a moment. */
export interface ChangesPage {
  buyerId: string;
  limit: number;
  since: Date | null;
  after: { updatedAt: Date; id: string } | null;
}

const longAgo = new Date(0);
/** Comes after every order of a moment. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const byIds = `SELECT ${orderColumns.sql} FROM orders o WHERE o.id = ANY ($1::uuid[])`;

export const orderReadsIn = (db: Sql) => ({
  async ordersByIds(ids: readonly string[]): Promise<OrderView[]> {
    const rows = await db.$queryRawUnsafe<OrderRow[]>(byIds, ids);
    return rows.map(toOrderView);
  },

  /** A buyer's orders that changed after `since`, or after that order, the longest ago first. */
  async changedOrders({ buyerId, limit, since, after }: ChangesPage): Promise<OrderView[]> {
    const rows = await db.$queryRaw<OrderRow[]>`
      SELECT ${orderColumns} FROM orders o
      WHERE o.buyer_id = ${buyerId}::uuid AND (o.updated_at, o.id) > (
        ${after?.updatedAt ?? since ?? longAgo}::timestamptz, ${after?.id ?? lastId}::uuid)
      ORDER BY o.updated_at, o.id LIMIT ${limit}`;
    return rows.map(toOrderView);
  },

  /** Whether the order's timeline has this entry. */
  async hasNote(orderId: string, type: TimelineType, note: string): Promise<boolean> {
    const rows = await db.$queryRaw<unknown[]>`
      SELECT 1 FROM order_timeline
      WHERE order_id = ${orderId}::uuid AND type = ${type} AND note = ${note} LIMIT 1`;
    return rows.length > 0;
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
  updatedAt: row.updatedAt,
});
