/** What is said of a cart that was left alone. */
import type { CartLine } from './cart.js';
import type { NewEvent } from './order.js';
import { subtotalMinor } from './pricing.js';

/** Lines that the event names, as the catalogue of events allows; the others are counted. */
const namedLines = 20;

/** @param lines at least one */
export function cartAbandoned(userId: string, lines: readonly CartLine[]): NewEvent {
  const named = lines.slice(0, namedLines);
  return {
    name: 'CartAbandoned',
    key: userId,
    payload: {
      userId,
      lines: named.map(({ sku, name, quantity }) => ({ sku, name, quantity })),
      moreLines: lines.length - named.length,
      subtotal: { amount: subtotalMinor(lines), currency: lines[0]!.currency },
    },
  };
}
