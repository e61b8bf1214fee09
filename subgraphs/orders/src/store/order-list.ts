/**
 * The list of all orders, for staff: any combination of filters is one statement that indexes serve, also
 * at a million orders; test/order-list-plans.int.test.ts holds the plans to that.
 *
 * How many orders a beginning of a word, or a word and an amount together, will match is nothing the planner can
 * know. So the statement finds out: it looks through the newest orders, which is all there is to do for what is
 * common; only when these do not fill the page are the matches taken from their own index, and sorted.
 */
import type { OrderStatus } from '../domain/order.js';
import type { OrderView } from '../views.js';
import { type Database, Prisma } from './database.js';
import { orderColumns, type OrderRow, toOrderView } from './order-reads.js';

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

/** Orders that are looked through before an index of words or amounts is asked: a few milliseconds. */
const newestLookedAt = 2_000;

export const orderListIn = (db: Database) => ({
  /** All orders that fit, newest first. */
  async listOrders(
    filter: OrderListFilter,
    limit: number,
    after: ListPosition | null,
  ): Promise<OrderView[]> {
    const rows = await db.$queryRaw<OrderRow[]>(orderPage(filter, limit, after));
    return rows.map(toOrderView);
  },
});

/** The statement behind a page of the list. */
export function orderPage(
  filter: OrderListFilter,
  limit: number,
  after: ListPosition | null,
): Prisma.Sql {
  const ids = filter.number !== undefined ? numbered(filter, after) : paged(filter, limit, after);
  return Prisma.sql`
    WITH asked AS MATERIALIZED (${asked(filter)}), page AS (${ids})
    SELECT ${orderColumns} FROM page JOIN orders o ON o.id = page.id
    ORDER BY o.placed_at DESC, o.id DESC`;
}

/** The one order of this number, if it fits. */
const numbered = (filter: OrderListFilter, after: ListPosition | null): Prisma.Sql =>
  Prisma.sql`
    SELECT s.order_id AS id FROM orders n JOIN order_search s ON s.order_id = n.id
    WHERE n.number = ${filter.number}
      AND ${all([...searched(filter), ...within(filter, after, 's'), ...inStatus(filter)])}`;

function paged(filter: OrderListFilter, limit: number, after: ListPosition | null): Prisma.Sql {
  const fits = searched(filter);
  if (fits.length === 0) return walked(filter, limit, after);
  return Prisma.sql`
    WITH newest AS MATERIALIZED (
      SELECT id, placed_at,
        (SELECT ${all(fits)} FROM order_search s WHERE s.order_id = walked.id) AS fits
      FROM (${walked(filter, newestLookedAt, after)}) walked
    ), judged AS MATERIALIZED (
      SELECT count(*) FILTER (WHERE fits) >= ${limit} OR count(*) < ${newestLookedAt} AS is_enough
      FROM newest
    ), found AS (
      SELECT id, placed_at FROM newest WHERE fits AND (SELECT is_enough FROM judged)
      UNION ALL
      SELECT id, placed_at FROM (${matching(filter, fits, after)}) matches
      WHERE NOT (SELECT is_enough FROM judged)
    )
    SELECT id FROM found ORDER BY placed_at DESC, id DESC LIMIT ${limit}`;
}

/** The newest orders by state, time and buyer alone: an index of each is walked from its end. */
function walked(filter: OrderListFilter, limit: number, after: ListPosition | null): Prisma.Sql {
  const { status, buyerId } = filter;
  const newest = Prisma.sql`ORDER BY placed_at DESC, id DESC LIMIT ${limit}`;
  if (buyerId !== undefined)
    return Prisma.sql`
      SELECT s.order_id AS id, s.placed_at FROM order_search s
      WHERE ${all([...within(filter, after, 's'), ...inStatus(filter)])}
      ORDER BY s.placed_at DESC, s.order_id DESC LIMIT ${limit}`;
  const inTime = within(filter, after, 'o');
  if (!status)
    return Prisma.sql`SELECT o.id, o.placed_at FROM orders o WHERE ${all(inTime)} ${newest}`;
  // The newest of each state: an index of states and times can be walked for one state at a time.
  const ofOne = all([Prisma.sql`o.status = wanted.status`, ...inTime]);
  return Prisma.sql`
    SELECT o.id, o.placed_at FROM unnest(${[...new Set(status)]}::order_status[]) AS wanted (status)
    CROSS JOIN LATERAL (SELECT id, placed_at FROM orders o WHERE ${ofOne} ${newest}) o ${newest}`;
}

/** All that fits, in no order. OFFSET 0 keeps the planner from walking to it after all. */
const matching = (filter: OrderListFilter, fits: Prisma.Sql[], after: ListPosition | null) =>
  Prisma.sql`
    SELECT s.order_id AS id, s.placed_at FROM (
      SELECT * FROM order_search s WHERE ${all([...fits, ...within(filter, after, 's')])} OFFSET 0
    ) s WHERE ${all(inStatus(filter))}`;

/** The texts as one query of words, made once for the whole statement. */
const asked = ({ search, buyer, product, sku }: OrderListFilter): Prisma.Sql =>
  Prisma.sql`SELECT order_search_query(
    ${search ?? null}, ${buyer ?? null}, ${product ?? null}, ${sku ?? null}) AS query`;

/** Conditions on `order_search s` that a walk cannot be bounded by. */
function searched(filter: OrderListFilter): Prisma.Sql[] {
  const { search, buyer, product, sku, totalMin, totalMax } = filter;
  const hasText = [search, buyer, product, sku].some((text) => text !== undefined);
  return [
    ...(hasText ? [Prisma.sql`s.document @@ (SELECT query FROM asked)`] : []),
    ...(totalMin !== undefined ? [Prisma.sql`s.total_amount >= ${totalMin}`] : []),
    ...(totalMax !== undefined ? [Prisma.sql`s.total_amount <= ${totalMax}`] : []),
  ];
}

/** Conditions on the buyer, the time and the place in the list, of `order_search s` or `orders o`. */
function within(
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
const inStatus = ({ status }: OrderListFilter): Prisma.Sql[] =>
  status
    ? [
        Prisma.sql`(SELECT status FROM orders WHERE id = s.order_id)
          = ANY (${[...status]}::order_status[])`,
      ]
    : [];

const all = (conditions: Prisma.Sql[]): Prisma.Sql =>
  conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`;
