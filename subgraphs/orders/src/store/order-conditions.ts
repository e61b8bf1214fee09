/** What the list of orders can be asked for, as conditions of SQL; order-list.ts puts them where an index serves. */
import type { OrderStatus } from '../domain/order.js';
import { type Fragment, join, sql } from './database.js';

/** A place in the list of all orders. */
export interface ListPosition {
  placedAt: Date;
  id: string;
}

/** Texts match when each of their terms begins a word; amounts are in minor units. */
export interface OrderListFilter {
  status?: readonly OrderStatus[] | undefined;
  placedFrom?: Date | undefined;
  placedTo?: Date | undefined;
  number?: string | undefined;
  /** Words of the buyer, the number or the products. */
  search?: string | undefined;
  /** Words of the buyer's name and e-mail address. */
  buyer?: string | undefined;
  /** Words of the products' names and SKUs. */
  product?: string | undefined;
  buyerId?: string | undefined;
  sku?: string | undefined;
  totalMin?: number | undefined;
  totalMax?: number | undefined;
}

/** The texts as one query of words, made once for the whole statement. */
export const asked = ({ search, buyer, product, sku }: OrderListFilter): Fragment =>
  sql`SELECT order_search_query(
    ${search ?? null}, ${buyer ?? null}, ${product ?? null}, ${sku ?? null}) AS query`;

/** Conditions on `order_search s` that a walk cannot be bounded by. */
export function searched(filter: OrderListFilter): Fragment[] {
  const { search, buyer, product, sku, totalMin, totalMax } = filter;
  const hasText = [search, buyer, product, sku].some((text) => text !== undefined);
  return [
    ...(hasText ? [sql`s.document @@ (SELECT query FROM asked)`] : []),
    ...(totalMin !== undefined ? [sql`s.total_amount >= ${totalMin}`] : []),
    ...(totalMax !== undefined ? [sql`s.total_amount <= ${totalMax}`] : []),
  ];
}

/** Conditions on the buyer, the time and the place in the list, of `order_search s` or `orders o`. */
export function within(
  { buyerId, placedFrom, placedTo }: OrderListFilter,
  after: ListPosition | null,
  table: keyof typeof columns,
): Fragment[] {
  const { id, placedAt } = columns[table];
  return [
    ...(buyerId !== undefined ? [sql`s.buyer_id = ${buyerId}::uuid`] : []),
    ...(placedFrom ? [sql`${placedAt} >= ${placedFrom}`] : []),
    ...(placedTo ? [sql`${placedAt} < ${placedTo}`] : []),
    ...(after
      ? [sql`(${placedAt}, ${id}) < (${after.placedAt}::timestamptz, ${after.id}::uuid)`]
      : []),
  ];
}

const columns = {
  o: { id: sql`o.id`, placedAt: sql`o.placed_at` },
  s: { id: sql`s.order_id`, placedAt: sql`s.placed_at` },
};

/** A look at the order of each row of `order_search s`; a join could make the planner read all orders. */
export const inStatus = ({ status }: OrderListFilter): Fragment[] =>
  status
    ? [
        sql`(SELECT status FROM orders WHERE id = s.order_id)
          = ANY (${[...status]}::order_status[])`,
      ]
    : [];

export const all = (conditions: Fragment[]): Fragment =>
  conditions.length > 0 ? join(conditions, ' AND ') : sql`true`;
