/** What of an order can still be sent back. What is offered here the orders service still decides. */
import type { OrderDetailsFragment } from '../generated/operations.js';

type Parts = Pick<OrderDetailsFragment, 'shipments' | 'returns'>;
type Units = readonly { sku: string; quantity: number }[];

/** Units by SKU that have arrived, and that the buyer has not asked to send back. */
export function returnableUnits({ shipments = [], returns = [] }: Parts): Map<string, number> {
  const left = new Map<string, number>();
  const add = (units: Units, sign: 1 | -1) => {
    for (const { sku, quantity } of units) left.set(sku, (left.get(sku) ?? 0) + sign * quantity);
  };
  for (const { lines, deliveredAt } of shipments) if (deliveredAt !== null) add(lines, 1);
  for (const { lines, status } of returns) if (status !== 'REJECTED') add(lines, -1);
  return left;
}
