/** What has left, what has arrived, what may come back: answers about an order's units. Pure. */
import type { LineState, OrderState, ReturnState, Units } from './order.js';
import { addUnits, subtractUnits } from './units.js';

const unitsOf = (lines: readonly LineState[], count: (line: LineState) => number): Units[] =>
  lines
    .map((line) => ({ sku: line.sku, quantity: count(line) }))
    .filter(({ quantity }) => quantity > 0);

/** Units that are still in the house. */
export const leftToShip = ({ lines }: OrderState): Units[] =>
  unitsOf(lines, ({ quantity, shippedQuantity }) => quantity - shippedQuantity);

export const openReturns = ({ returns }: OrderState): ReturnState[] =>
  returns.filter(({ status }) => status === 'REQUESTED');

/** Units that the buyer has, and has not asked yet to send back. */
export function leftToRequest(order: OrderState): Units[] {
  const kept = unitsOf(
    order.lines,
    ({ shippedQuantity, returnedQuantity }) => shippedQuantity - returnedQuantity,
  );
  return subtractUnits(kept, addUnits(...openReturns(order).map(({ lines }) => lines)));
}

export const hasShipped = ({ shipments }: OrderState): boolean => shipments.length > 0;

export const isAllShipped = ({ lines }: OrderState): boolean =>
  lines.every(({ quantity, shippedQuantity }) => shippedQuantity === quantity);

export const isAllDelivered = (order: OrderState): boolean =>
  isAllShipped(order) && order.shipments.every(({ isDelivered }) => isDelivered);

export const isAllReturned = ({ lines }: OrderState): boolean =>
  lines.every(({ quantity, returnedQuantity }) => returnedQuantity === quantity);

/** What the units cost, without shipping. */
export function priceMinor({ lines }: OrderState, units: readonly Units[]): number {
  const prices = new Map(lines.map(({ sku, unitPriceMinor }) => [sku, unitPriceMinor]));
  return units.reduce((sum, { sku, quantity }) => sum + quantity * (prices.get(sku) ?? 0), 0);
}
