/**
 * Where a device is in what it keeps, and how it gets on from there. Pure: state and answer in, state out.
 *
 * What changes is read in the order of its time, and a change can show a little after its time: each
 * round of pages goes back over the minute before the last round began. So nothing is missed, and
 * something may come twice, which does no harm: it is whole each time.
 */

/** Signed into the token; nothing in it is secret. */
export interface SyncState {
  /** Whose; null for nobody. */
  user: string | null;
  categories: string[];
  /** Tells whether the cart is as the device has it. */
  cart: string | null;
  orders: Position;
  products: Listing | Following;
}

/** A round of pages through what changed after `since`. */
export interface Position {
  since: string;
  /** Cursor within the round. */
  after?: string;
  /** When the round began, while it goes on. */
  began?: string;
}

/** The first time: category by category. What changes meanwhile is followed from `from` on. */
export interface Listing {
  phase: 'LIST';
  category: number;
  listed: number;
  after?: string;
  from: string;
}

export interface Following extends Position {
  phase: 'FOLLOW';
}

export interface Page {
  hasNextPage: boolean;
  endCursor: string | null;
}

/** How late a change may show, differences between clocks included. */
const settleMs = 60_000;
const ordersKeptMs = 180 * 86_400_000;
export const maxListedPerCategory = 1_000;

const before = (now: Date, ms: number) => new Date(now.getTime() - ms).toISOString();

/** A device that has nothing. */
export function startSync(
  user: string | null,
  categories: readonly string[],
  now: Date,
): SyncState {
  const since = before(now, settleMs);
  const products: SyncState['products'] =
    categories.length > 0
      ? { phase: 'LIST', category: 0, listed: 0, from: since }
      : { phase: 'FOLLOW', since };
  const orders = { since: before(now, ordersKeptMs) };
  return { user, categories: [...categories], cart: null, orders, products };
}

/** After a page of a round. @param page null when it could not be had: the same is asked for again */
export function advance(position: Position, page: Page | null, now: Date): Position {
  if (!page) return position;
  const began = position.began ?? now.toISOString();
  if (page.hasNextPage && page.endCursor)
    return { since: position.since, after: page.endCursor, began };
  const settled = before(new Date(began), settleMs);
  return { since: settled > position.since ? settled : position.since };
}

/** After a page of a category's list. */
export function advanceListing(
  { category, listed, after, from }: Listing,
  page: (Page & { count: number }) | null,
  categories: number,
): Listing | Following {
  if (!page) return { phase: 'LIST', category, listed, from, ...(after && { after }) };
  const total = listed + page.count;
  if (page.hasNextPage && page.endCursor && total < maxListedPerCategory)
    return { phase: 'LIST', category, listed: total, after: page.endCursor, from };
  if (category + 1 < categories) return { phase: 'LIST', category: category + 1, listed: 0, from };
  return { phase: 'FOLLOW', since: from };
}

/** Whether there is more to be had at once. */
export const isUnderWay = ({ orders, products }: SyncState): boolean =>
  orders.began !== undefined || products.phase === 'LIST' || products.began !== undefined;
