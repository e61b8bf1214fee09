/**
 * Pages of buyers' orders, as they are shown. Those that are asked for at the same time, for the same parts of
 * orders, are one statement. A page comes as one JSON value: as rows of columns it would cost Node
 * twice as much to read.
 */
import type { Currency } from '@tributary/contracts';
import { gatherReads } from '@tributary/service/gathered-reads';
import type { OrderStatus } from '../domain/order.js';
import type { OrderLineView, OrderView, PostalAddress } from '../views.js';
import type { Sql } from './database.js';

/** A page of one buyer's orders. */
export interface BuyerPage {
  buyerId: string;
  /** Rows wanted, the one that tells of a next page included. */
  limit: number;
  /** The order that the page comes after. */
  beforeId: string | null;
  /** What the orders are to have; without, an address is null. */
  withLines: boolean;
  withAddress: boolean;
}

/** In the order of `columns`. */
type OrderJson = [
  id: string,
  number: string,
  status: OrderStatus,
  buyerId: string,
  subtotalMinor: number,
  shippingMinor: number,
  totalMinor: number,
  currency: Currency,
  shippingAddress: PostalAddress | null,
  placedAt: string,
  updatedAt: string,
  lines?: LineJson[] | null,
];

/** In the order of `lines`. */
type LineJson = [
  sku: string,
  name: string,
  quantity: number,
  unitPriceMinor: number,
  shippedQuantity: number,
  returnedQuantity: number,
];

const columns = (address: string) => `o.id, o.number, o.status, o.buyer_id, o.subtotal_amount,
  o.shipping_amount, o.total_amount, o.currency, ${address}, o.placed_at, o.updated_at`;
const allColumns = columns('o.shipping_address');
const lines = `(
  SELECT json_agg(json_build_array(l.sku, l.name, l.quantity, l.unit_price_amount, l.shipped_quantity,
    l.returned_quantity) ORDER BY l.position)
  FROM order_lines l WHERE l.order_id = o.id)`;
/** The newest orders come first. Comes after every order. */
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/**
 * Arrays come out of subselects, and the orders of a page by their columns' names: PostgreSQL then plans the
 * statement once per connection, and not anew for each length of the arrays.
 */
const pagesWith = (shown: string) => `
  SELECT (
    SELECT json_agg(json_build_array(${shown})) FROM (
      SELECT ${allColumns} FROM orders o WHERE o.buyer_id = page.buyer_id AND o.id < page.before_id
      ORDER BY o.id DESC LIMIT page.size
    ) o
  ) AS orders
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::uuid[]), (SELECT $3::int[])) WITH ORDINALITY
    AS page (buyer_id, before_id, size, nth)
  ORDER BY page.nth`;
const statementFor = (withLines: boolean, withAddress: boolean): string => {
  const shown = withAddress ? allColumns : columns('NULL');
  return pagesWith(withLines ? `${shown}, ${lines}` : shown);
};

export function buyerPagesIn(db: Sql) {
  const reading = (text: string) =>
    gatherReads(async (pages: readonly BuyerPage[]) => {
      const rows = await db.$queryRawUnsafe<{ orders: OrderJson[] | null }[]>(
        text,
        pages.map(({ buyerId }) => buyerId),
        pages.map(({ beforeId }) => beforeId ?? lastId),
        pages.map(({ limit }) => limit),
      );
      return rows.map(({ orders }) => (orders ?? []).map(toOrderView));
    });
  const plain = reading(statementFor(false, false));
  const lined = reading(statementFor(true, false));
  const addressed = reading(statementFor(false, true));
  const whole = reading(statementFor(true, true));
  return {
    /** The newest orders of a buyer, or those that come after another; the newest first. */
    ordersOfBuyer(page: BuyerPage): Promise<OrderView[]> {
      if (page.withAddress) return page.withLines ? whole(page) : addressed(page);
      return page.withLines ? lined(page) : plain(page);
    },
  };
}

function toOrderView(order: OrderJson): OrderView {
  const currency = order[7];
  return {
    id: order[0],
    number: order[1],
    status: order[2],
    buyerId: order[3],
    subtotalMinor: order[4],
    shippingMinor: order[5],
    totalMinor: order[6],
    currency,
    shippingAddress: order[8],
    placedAt: new Date(order[9]),
    updatedAt: new Date(order[10]),
    loadedLines:
      order.length > 11 ? (order[11] ?? []).map((line) => toLineView(line, currency)) : undefined,
  };
}

const toLineView = (line: LineJson, currency: Currency): OrderLineView => ({
  sku: line[0],
  name: line[1],
  quantity: line[2],
  unitPriceMinor: line[3],
  shippedQuantity: line[4],
  returnedQuantity: line[5],
  currency,
});
