/**
 * What an event about an order does to what the order holds of the stock. Events may come twice and
 * in any order, so each decision looks only at the reservation as it is:
 *
 *   (none) --placed--> RESERVED | REJECTED        RESERVED --confirmed--> COMMITTED
 *   (none), REJECTED --confirmed--> COMMITTED, if there is stock
 *   COMMITTED --some returned--> COMMITTED        COMMITTED --cancelled, or the last returned--> RETURNED
 *   RESERVED, REJECTED, (none) --cancelled--> RELEASED
 *
 * A reservation that runs out is only asked about (see commands/expire-reservations.ts): orders alone
 * knows whether the order is paid, so its answer, and nothing else, frees or sells the stock.
 *
 * A return that overtakes its confirmation does the confirmation's work first; sold out, it is only
 * counted, and the confirmation, when it comes, takes what did not come back.
 *
 * RELEASED and RETURNED are final: the order has ended, whatever still arrives about it.
 * A decision of null means that there is nothing to do.
 */
import {
  commit,
  type Line,
  release,
  reserve,
  type StockChange,
  takeBack,
  writeOff,
} from './stock.js';

export type ReservationStatus = 'RESERVED' | 'COMMITTED' | 'RELEASED' | 'REJECTED' | 'RETURNED';

/** What an order has of a SKU; `returned` of the units came back, sold again or not. */
export interface HeldLine extends Line {
  /** 0 to quantity. */
  returned: number;
}

export interface Reservation {
  status: ReservationStatus;
  /** One per SKU. */
  lines: HeldLine[];
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
  if (shortages.length > 0)
    return { status: 'REJECTED', lines: held(lines), changes: [], shortages };
  return { status: 'RESERVED', lines: held(lines), changes: reserve(lines), shortages };
}

/** OrderConfirmed: the reservation becomes a sale; one that has gone is taken afresh if it can be. */
export function decideConfirmed(
  found: Reservation | null,
  ordered: Line[],
  available: Available,
): Decision | null {
  if (found?.status === 'RESERVED')
    return { ...found, status: 'COMMITTED', changes: commit(found.lines), shortages: [] };
  if (found && hasEnded(found)) return null;
  const lines = found && found.lines.length > 0 ? found.lines : held(ordered);
  const shortages = findShortages(stillOut(lines), available);
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
  if (status === 'COMMITTED') {
    const changes = takeBack(stillOut(lines));
    return { status: 'RETURNED', lines: count(lines, lines), changes, shortages: [] };
  }
  return hasEnded(found) ? null : { status: 'RELEASED', lines, changes: [], shortages: [] };
}

/** What came back of an order. */
export interface ReturnedGoods {
  lines: Line[];
  /** All that was sold, for an order that was not heard of; absent when that is what came back. */
  orderLines?: Line[] | undefined;
  /** Whether they can be sold again. */
  restock: boolean;
}

/**
 * OrderReturned, of all or some of it. With `restock` the goods go back on the shelf, otherwise they
 * are written off; never more than are still out. When the confirmation has not arrived yet, its
 * movements are made up for here.
 */
export function decideReturned(
  found: Reservation | null,
  goods: ReturnedGoods,
  available: Available,
): Decision | null {
  if (found?.status === 'RELEASED' || found?.status === 'RETURNED') return null;
  const { status, lines, changes } = asSold(found, goods.orderLines ?? goods.lines, available);
  const back = within(goods.lines, stillOut(lines));
  const after = count(lines, back);
  const moved = status !== 'COMMITTED' ? [] : goods.restock ? takeBack(back) : writeOff(back);
  return {
    status: stillOut(after).length === 0 ? 'RETURNED' : status,
    lines: after,
    changes: [...changes, ...moved],
    shortages: [],
  };
}

/** The reservation as if the confirmation had arrived; sold out leaves it as it is. */
function asSold(
  found: Reservation | null,
  lines: Line[],
  available: Available,
): Omit<Decision, 'shortages'> {
  if (found?.status === 'COMMITTED') return { ...found, changes: [] };
  // Not null: those that ended were sorted out before.
  return decideConfirmed(found, lines, available)!;
}

const hasEnded = ({ status }: Reservation): boolean =>
  status === 'COMMITTED' || status === 'RELEASED' || status === 'RETURNED';

/** What came back before it was heard of as sold needs not to be taken. */
const takeAfresh = (lines: HeldLine[]): StockChange[] => {
  const out = stillOut(lines);
  return [...reserve(out), ...commit(out)];
};

const held = (lines: readonly Line[]): HeldLine[] =>
  lines.map(({ sku, quantity }) => ({ sku, quantity, returned: 0 }));

/** Units that did not come back. */
const stillOut = (lines: readonly HeldLine[]): Line[] =>
  lines
    .map(({ sku, quantity, returned }) => ({ sku, quantity: quantity - returned }))
    .filter(({ quantity }) => quantity > 0);

/** The lines with `back` counted as returned, up to all of them. */
function count(lines: readonly HeldLine[], back: readonly Line[]): HeldLine[] {
  const units = new Map(back.map(({ sku, quantity }) => [sku, quantity]));
  return lines.map((line) => ({
    ...line,
    returned: Math.min(line.quantity, line.returned + (units.get(line.sku) ?? 0)),
  }));
}

/** The lines, none with more units than are out of it. */
function within(lines: readonly Line[], out: readonly Line[]): Line[] {
  const limits = new Map(out.map(({ sku, quantity }) => [sku, quantity]));
  return lines
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, limits.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}
