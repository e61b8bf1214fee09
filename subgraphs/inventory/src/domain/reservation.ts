/**
 * What an event about an order does to what the order holds of the stock. Events may come twice and
 * in any order, so each decision looks only at the reservation as it is:
 *
 *   (none) --placed--> RESERVED | REJECTED        RESERVED --confirmed--> COMMITTED
 *   RESERVED --too late--> EXPIRED                COMMITTED --cancelled or returned--> RETURNED
 *   RESERVED, EXPIRED, REJECTED, (none) --cancelled--> RELEASED
 *
 * RELEASED and RETURNED are final: the order has ended, whatever still arrives about it.
 * A decision of null means that there is nothing to do.
 */
import { commit, type Line, release, reserve, type StockChange, takeBack } from './stock.js';

export type ReservationStatus =
  'RESERVED' | 'COMMITTED' | 'RELEASED' | 'EXPIRED' | 'REJECTED' | 'RETURNED';

export interface Reservation {
  status: ReservationStatus;
  /** One per SKU. */
  lines: Line[];
}

export interface Shortage {
  sku: string;
  requested: number;
  available: number;
}

/** The reservation afterwards, and the movements that belong to it. */
export interface Decision extends Reservation {
  changes: StockChange[];
  /** Why it could not be done; empty when it could. */
  shortages: Shortage[];
}

/** Units that can be bought now, by SKU; a SKU that is missing has none. */
export type Available = ReadonlyMap<string, number>;

/** The lines of which there is not enough. `lines` has one line per SKU. */
export function findShortages(lines: readonly Line[], available: Available): Shortage[] {
  return lines
    .map(({ sku, quantity }) => ({ sku, requested: quantity, available: available.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.available);
}

/** OrderPlaced: all lines or none. */
export function decidePlaced(
  found: Reservation | null,
  lines: Line[],
  available: Available,
): Decision | null {
  if (found) return null;
  const shortages = findShortages(lines, available);
  if (shortages.length > 0) return { status: 'REJECTED', lines, changes: [], shortages };
  return { status: 'RESERVED', lines, changes: reserve(lines), shortages };
}

/** OrderConfirmed: the reservation becomes a sale; one that has gone is taken afresh if it can be. */
export function decideConfirmed(
  found: Reservation | null,
  lines: Line[],
  available: Available,
): Decision | null {
  if (found?.status === 'RESERVED')
    return { ...found, status: 'COMMITTED', changes: commit(found.lines), shortages: [] };
  if (found && hasEnded(found)) return null;
  const shortages = findShortages(lines, available);
  if (shortages.length > 0)
    return { status: found?.status ?? 'REJECTED', lines, changes: [], shortages };
  return { status: 'COMMITTED', lines, changes: takeAfresh(lines), shortages };
}

/** OrderCancelled: frees what is held, and leaves a mark for an OrderPlaced that is still on its way. */
export function decideCancelled(found: Reservation | null): Decision | null {
  if (!found) return { status: 'RELEASED', lines: [], changes: [], shortages: [] };
  const { status, lines } = found;
  if (status === 'RESERVED')
    return { status: 'RELEASED', lines, changes: release(lines), shortages: [] };
  if (status === 'COMMITTED')
    return { status: 'RETURNED', lines, changes: takeBack(lines), shortages: [] };
  return hasEnded(found) ? null : { status: 'RELEASED', lines, changes: [], shortages: [] };
}

/**
 * OrderReturned. With `restock` the goods go back on the shelf, never more than the order had.
 * When the confirmation has not arrived yet, its movements are made up for here.
 */
export function decideReturned(
  found: Reservation | null,
  returned: Line[],
  restock: boolean,
  available: Available,
): Decision | null {
  if (found?.status === 'RELEASED' || found?.status === 'RETURNED') return null;
  const { status, lines, changes } = asSold(found, returned, available);
  const back = restock && status === 'COMMITTED' ? takeBack(within(returned, lines)) : [];
  return { status: 'RETURNED', lines, changes: [...changes, ...back], shortages: [] };
}

/** The reservation as if the confirmation had arrived; sold out leaves nothing to be done. */
function asSold(
  found: Reservation | null,
  lines: Line[],
  available: Available,
): Omit<Decision, 'shortages'> {
  if (found?.status === 'COMMITTED') return { ...found, changes: [] };
  return decideConfirmed(found, lines, available) ?? { status: 'RETURNED', lines, changes: [] };
}

const hasEnded = ({ status }: Reservation): boolean =>
  status === 'COMMITTED' || status === 'RELEASED' || status === 'RETURNED';

const takeAfresh = (lines: Line[]): StockChange[] => [...reserve(lines), ...commit(lines)];

/** The lines, none with more units than are held of it. */
function within(lines: readonly Line[], held: readonly Line[]): Line[] {
  const limits = new Map(held.map(({ sku, quantity }) => [sku, quantity]));
  return lines
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, limits.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}
