/** Compares a cart with what inventory says now: may it be ordered, and if not, why. */
import type { Currency, Money } from '@tributary/contracts';
import type { CartLine } from './cart.js';

/** What is known of a variant at checkout. A SKU that is not sold any more has no quote. */
export interface Quote {
  sku: string;
  name: string;
  unitPriceMinor: number;
  currency: Currency;
  /** Units there are; null when inventory could not be asked and the saga must decide. */
  available: number | null;
}

export interface Shortage {
  sku: string;
  requested: number;
  available: number;
}

export interface PriceChange {
  sku: string;
  oldPrice: Money;
  /** Null when the line cannot stay in the cart. */
  newPrice: Money | null;
}

export type CheckoutDecision =
  | { outcome: 'EMPTY' }
  | { outcome: 'SHORT'; shortages: Shortage[] }
  /** `updated` lines take the place of the old ones, `removed` SKUs leave the cart. */
  | { outcome: 'REPRICED'; changes: PriceChange[]; updated: CartLine[]; removed: string[] }
  | { outcome: 'READY' };

/** Prices come before shortages: nobody should hunt for stock at a price that is gone. */
export function checkOut(
  lines: readonly CartLine[],
  quotes: ReadonlyMap<string, Quote>,
): CheckoutDecision {
  if (lines.length === 0) return { outcome: 'EMPTY' };
  const repriced = repricing(lines, quotes);
  if (repriced) return repriced;
  const shortages = lines.flatMap(({ sku, quantity }) => {
    const available = quotes.get(sku)?.available ?? null;
    return available !== null && available < quantity
      ? [{ sku, requested: quantity, available }]
      : [];
  });
  return shortages.length > 0 ? { outcome: 'SHORT', shortages } : { outcome: 'READY' };
}

function repricing(
  lines: readonly CartLine[],
  quotes: ReadonlyMap<string, Quote>,
): CheckoutDecision | undefined {
  const currency = commonCurrency(lines, quotes);
  const changes: PriceChange[] = [];
  const updated: CartLine[] = [];
  const removed: string[] = [];
  for (const line of lines) {
    const quote = quotes.get(line.sku);
    const keeps = quote !== undefined && quote.currency === currency;
    if (keeps && samePrice(line, quote)) continue;
    const oldPrice = { amount: line.unitPriceMinor, currency: line.currency };
    const newPrice = keeps ? { amount: quote.unitPriceMinor, currency: quote.currency } : null;
    changes.push({ sku: line.sku, oldPrice, newPrice });
    if (keeps) updated.push({ ...line, ...priced(quote) });
    else removed.push(line.sku);
  }
  return changes.length > 0 ? { outcome: 'REPRICED', changes, updated, removed } : undefined;
}

/** A cart has one currency: the one that the first line still sold has now. The others go. */
function commonCurrency(lines: readonly CartLine[], quotes: ReadonlyMap<string, Quote>) {
  return lines.map((line) => quotes.get(line.sku)).find((quote) => quote)?.currency;
}

const samePrice = (line: CartLine, quote: Quote) =>
  line.unitPriceMinor === quote.unitPriceMinor && line.currency === quote.currency;

const priced = ({ name, unitPriceMinor, currency }: Quote) => ({ name, unitPriceMinor, currency });
