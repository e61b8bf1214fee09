/** Sums and differences of units, and how they are read by people. Each list has each SKU once. */
import type { LineFault, LineState, Units } from './order.js';

/** The sum of the lists; also makes one line of several of the same SKU. */
export function addUnits(...lists: readonly (readonly Units[])[]): Units[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lists.flat()) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity }));
}

/** What is left of the first list without the second; never less than nothing. */
export function subtractUnits(from: readonly Units[], taken: readonly Units[]): Units[] {
  const amounts = new Map(taken.map(({ sku, quantity }) => [sku, quantity]));
  return from
    .map(({ sku, quantity }) => ({ sku, quantity: quantity - (amounts.get(sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** The lines that ask for more than is possible. */
export function findFaults(asked: readonly Units[], possible: readonly Units[]): LineFault[] {
  const limits = new Map(possible.map(({ sku, quantity }) => [sku, quantity]));
  return asked
    .map(({ sku, quantity }) => ({ sku, requested: quantity, possible: limits.get(sku) ?? 0 }))
    .filter((line) => line.requested > line.possible);
}

const namesInNote = 5;

/** `2 × Mug, blue; 1 × Mug, red` */
export function describeUnits(lines: readonly LineState[], units: readonly Units[]): string {
  const names = new Map(lines.map(({ sku, name }) => [sku, name]));
  const texts = units.map(({ sku, quantity }) => `${quantity} × ${names.get(sku) ?? sku}`);
  const more = texts.length - namesInNote;
  return [...texts.slice(0, namesInNote), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
