/** What a cart costs: integer minor units throughout, within what a GraphQL Int can carry. */

/** Largest amount the store deals in, in minor units: the largest GraphQL Int. */
export const maxAmountMinor = 2_147_483_647;

/** Flat rate per order, in minor units of any currency. */
export const shippingFlatMinor = 490;
/** Subtotal from which shipping is free, in minor units of any currency. */
export const shippingFreeFromMinor = 5_000;

export interface PricedLine {
  quantity: number;
  unitPriceMinor: number;
}

export interface Totals {
  subtotalMinor: number;
  shippingMinor: number;
  totalMinor: number;
}

/** The sum is more than the store can charge. */
export class AmountTooLargeError extends Error {
  override name = 'AmountTooLargeError';
  constructor() {
    super(`The amount is over ${maxAmountMinor} minor units.`);
  }
}

/** @throws AmountTooLargeError, RangeError when a factor is no whole number of at least 0. */
export function lineTotalMinor({ quantity, unitPriceMinor }: PricedLine): number {
  requireWhole(quantity);
  requireWhole(unitPriceMinor);
  return requireAmount(quantity * unitPriceMinor);
}

/** Sum of the lines, without shipping. @throws AmountTooLargeError */
export function subtotalMinor(lines: readonly PricedLine[]): number {
  return lines.reduce((sum, line) => requireAmount(sum + lineTotalMinor(line)), 0);
}

/** @throws AmountTooLargeError */
export function totalsOf(lines: readonly PricedLine[]): Totals {
  const subtotal = subtotalMinor(lines);
  const shipping = subtotal >= shippingFreeFromMinor ? 0 : shippingFlatMinor;
  return {
    subtotalMinor: subtotal,
    shippingMinor: shipping,
    totalMinor: requireAmount(subtotal + shipping),
  };
}

/** Whether the lines can be ordered together. */
export function isChargeable(lines: readonly PricedLine[]): boolean {
  try {
    totalsOf(lines);
    return true;
  } catch (error) {
    if (error instanceof AmountTooLargeError) return false;
    throw error;
  }
}

function requireAmount(amountMinor: number): number {
  if (amountMinor > maxAmountMinor) throw new AmountTooLargeError();
  return amountMinor;
}

function requireWhole(factor: number): void {
  if (!Number.isSafeInteger(factor) || factor < 0)
    throw new RangeError(`Expected a whole number of at least 0, but got: ${factor}`);
}
