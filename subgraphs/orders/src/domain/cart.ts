/** What may be in a cart: 100 lines of 1 to 99 units in one currency, payable as a whole. */
import type { Currency } from '@tributary/contracts';
import { isChargeable } from './pricing.js';

export const maxCartLines = 100;
export const maxLineQuantity = 99;

/** Name and price are as they were when the line was last changed. */
export interface CartLine {
  sku: string;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  currency: Currency;
}

/** A variant as it is sold now. */
export interface SoldVariant {
  sku: string;
  name: string;
  unitPriceMinor: number;
  currency: Currency;
}

export type CartDecision =
  { outcome: 'CHANGED'; line: CartLine; lines: CartLine[] } | { outcome: 'LIMIT'; message: string };

/** Puts `quantity` more of a variant into the cart, at today's price. */
export function addLine(
  lines: readonly CartLine[],
  variant: SoldVariant,
  quantity: number,
): CartDecision {
  const present = lines.find((line) => line.sku === variant.sku)?.quantity ?? 0;
  return setLine(lines, variant, present + quantity);
}

/** Makes the cart hold exactly `quantity` (at least 1) of a variant, at today's price. */
export function setLine(
  lines: readonly CartLine[],
  variant: SoldVariant,
  quantity: number,
): CartDecision {
  const { sku, name, unitPriceMinor, currency } = variant;
  const line: CartLine = { sku, name, quantity, unitPriceMinor, currency };
  const isNew = lines.every((other) => other.sku !== sku);
  const changed = isNew ? [...lines, line] : lines.map((old) => (old.sku === sku ? line : old));
  const message = limitHit(changed, line);
  return message ? { outcome: 'LIMIT', message } : { outcome: 'CHANGED', line, lines: changed };
}

/**
 * The lines to write so that a cart also holds what another one held: units add up, as far as the
 * limits go; what does not fit stays behind.
 */
export function mergeLines(lines: readonly CartLine[], joining: readonly CartLine[]): CartLine[] {
  let merged = lines;
  const changed: CartLine[] = [];
  for (const line of joining) {
    const present = merged.find(({ sku }) => sku === line.sku)?.quantity ?? 0;
    const quantity = Math.min(present + line.quantity, maxLineQuantity);
    const decision = setLine(merged, line, quantity);
    if (decision.outcome === 'LIMIT') continue;
    merged = decision.lines;
    changed.push(decision.line);
  }
  return changed;
}

function limitHit(lines: readonly CartLine[], changed: CartLine): string | undefined {
  if (changed.quantity > maxLineQuantity)
    return `A cart takes at most ${maxLineQuantity} units of a variant.`;
  if (lines.length > maxCartLines) return `A cart takes at most ${maxCartLines} lines.`;
  if (lines.some((line) => line.currency !== changed.currency))
    return `The cart has another currency than ${changed.sku}, which is sold in ${changed.currency}.`;
  if (!isChargeable(lines)) return 'The cart costs more than the store can charge at once.';
  return undefined;
}
