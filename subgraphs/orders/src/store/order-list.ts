/**
 * The list of all orders, for staff: any combination of filters is one statement that indexes serve, also
 * at a million orders; test/order-list-plans.int.test.ts holds the plans to that.
 *
 * How many orders a beginning of a word, or a word and an amount together, will match is nothing the planner can
 * know. So the statement finds out: it looks through the newest orders, which is all there is to do for what is
 * common; only when these do not fill the page are the matches taken from their own index, and sorted.
 */
import type { OrderView } from '../views.js';
import { type Fragment, sql, type Sql } from './database.js';
import {
  all,
  asked,
  inStatus,
  type ListPosition,
  type OrderListFilter,
  searched,
  within,
} from './order-conditions.js';
import { orderColumns, type OrderRow, toOrderView } from './order-reads.js';

/** Orders that are looked through before an index of words or amounts is asked: a few milliseconds. */
const newestLookedAt = 2_000;

export const orderListIn = (db: Sql) => ({
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
): Fragment {
  const ids = filter.number !== undefined ? numbered(filter, after) : paged(filter, limit, after);
  return sql`
    WITH asked AS MATERIALIZED (${asked(filter)}), page AS (${ids})
    SELECT ${orderColumns} FROM page JOIN orders o ON o.id = page.id
    ORDER BY o.placed_at DESC, o.id DESC`;
}

/** The one order of this number, if it fits. */
const numbered = (filter: OrderListFilter, after: ListPosition | null): Fragment =>
  sql`
    SELECT s.order_id AS id FROM orders n JOIN order_search s ON s.order_id = n.id
    WHERE n.number = ${filter.number}
      AND ${all([...searched(filter), ...within(filter, after, 's'), ...inStatus(filter)])}`;

function paged(filter: OrderListFilter, limit: number, after: ListPosition | null): Fragment {
  const fits = searched(filter);
  if (fits.length === 0) return walked(filter, limit, after);
  return sql`
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
function walked(filter: OrderListFilter, limit: number, after: ListPosition | null): Fragment {
  const { status, buyerId } = filter;
  const newest = sql`ORDER BY placed_at DESC, id DESC LIMIT ${limit}`;
  if (buyerId !== undefined)
    return sql`
      SELECT s.order_id AS id, s.placed_at FROM order_search s
      WHERE ${all([...within(filter, after, 's'), ...inStatus(filter)])}
      ORDER BY s.placed_at DESC, s.order_id DESC LIMIT ${limit}`;
  const inTime = within(filter, after, 'o');
  if (!status) return sql`SELECT o.id, o.placed_at FROM orders o WHERE ${all(inTime)} ${newest}`;
  // The newest of each state: an index of states and times can be walked for one state at a time.
  const ofOne = all([sql`o.status = wanted.status`, ...inTime]);
  return sql`
    SELECT o.id, o.placed_at FROM unnest(${[...new Set(status)]}::order_status[]) AS wanted (status)
    CROSS JOIN LATERAL (SELECT id, placed_at FROM orders o WHERE ${ofOne} ${newest}) o ${newest}`;
}

/** All that fits, in no order. OFFSET 0 keeps the planner from walking to it after all. */
const matching = (filter: OrderListFilter, fits: Fragment[], after: ListPosition | null) =>
  sql`
    SELECT s.order_id AS id, s.placed_at FROM (
      SELECT * FROM order_search s WHERE ${all([...fits, ...within(filter, after, 's')])} OFFSET 0
    ) s WHERE ${all(inStatus(filter))}`;
