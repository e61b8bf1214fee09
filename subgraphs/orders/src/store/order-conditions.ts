/** What the list of orders can be asked for, as conditions of SQL; order-list.ts puts them where an index serves. */
import type { OrderStatus } from '../domain/order.js';
import { Prisma } from './database.js';

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
export const asked = ({ search, buyer, product, sku }: OrderListFilter): Prisma.Sql =>
  Prisma.sql`SELECT order_search_query(
    ${search ?? null}, ${buyer ?? null}, ${product ?? null}, ${sku ?? null}) AS query`;

/** Conditions on `order_search s` that a walk cannot be bounded by. */
export function searched(filter: OrderListFilter): Prisma.Sql[] {
  const { search, buyer, product, sku, totalMin, totalMax } = filter;
  const hasText = [search, buyer, product, sku].some((text) => text !== undefined);
  return [
    ...(hasText ? [Prisma.sql`s.document @@ (SELECT query FROM asked)`] : []),
    ...(totalMin !== undefined ? [Prisma.sql`s.total_amount >= ${totalMin}`] : []),
    ...(totalMax !== undefined ? [Prisma.sql`s.total_amount <= ${totalMax}`] : []),
  ];
}

/** Conditions on the buyer, the time and the place in the list, of `order_search s` or `orders o`. */
export function within(
  { buyerId, placedFrom, placedTo }: OrderListFilter,
  after: ListPosition | null,
  table: keyof typeof columns,
): Prisma.Sql[] {
  const { id, placedAt } = columns[table];
  return [
    ...(buyerId !== undefined ? [Prisma.sql`s.buyer_id = ${buyerId}::uuid`] : []),
    ...(placedFrom ? [Prisma.sql`${placedAt} >= ${placedFrom}`] : []),
    ...(placedTo ? [Prisma.sql`${placedAt} < ${placedTo}`] : []),
    ...(after
      ? [Prisma.sql`(${placedAt}, ${id}) < (${after.placedAt}::timestamptz, ${after.id}::uuid)`]
      : []),
  ];
}

const columns = {
  o: { id: Prisma.sql`o.id`, placedAt: Prisma.sql`o.placed_at` },
  s: { id: Prisma.sql`s.order_id`, placedAt: Prisma.sql`s.placed_at` },
};

/** A look at the order of each row of `order_search s`; a join could make the planner read all orders. */
export const inStatus = ({ status }: OrderListFilter): Prisma.Sql[] =>
  status
    ? [
        Prisma.sql`(SELECT status FROM orders WHERE id = s.order_id)
          = ANY (${[...status]}::order_status[])`,
      ]
    : [];

export const all = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`;
