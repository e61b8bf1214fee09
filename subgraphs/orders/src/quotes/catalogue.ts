/** What variants cost now: inventory's answer, or while it is away the prices it announced last. */
import { Counter, type Logger } from '@tributary/service';
import type { Quote } from '../domain/checkout.js';
import type { Store } from '../store.js';
import type { InventoryClient } from './inventory-client.js';

export interface CatalogueAnswer {
  quotes: Map<string, Quote>;
  /** SKUs that nothing is known about because inventory is away; never filled when it answered. */
  unknown: Set<string>;
}

export interface Catalogue {
  quote(skus: readonly string[]): Promise<CatalogueAnswer>;
}

const quoteCounter = new Counter({
  name: 'orders_quotes_total',
  help: 'Quotes for carts, by where the prices came from.',
  labelNames: ['source'],
});

export function createCatalogue(
  inventory: Pick<InventoryClient, 'quote'>,
  store: Pick<Store, 'knownPrices'>,
  logger: Logger,
): Catalogue {
  return {
    async quote(skus) {
      try {
        const quotes = await inventory.quote(skus);
        quoteCounter.inc({ source: 'inventory' });
        return { quotes, unknown: new Set() };
      } catch (error) {
        quoteCounter.inc({ source: 'known prices' });
        logger.warn({ err: error }, 'inventory gave no quote, the last known prices are used');
        return lastKnown(store, skus);
      }
    },
  };
}

async function lastKnown(
  store: Pick<Store, 'knownPrices'>,
  skus: readonly string[],
): Promise<CatalogueAnswer> {
  const { sold, withdrawn } = await store.knownPrices(skus);
  const quotes = new Map(
    [...sold].map(([sku, variant]) => [sku, { ...variant, available: null }] as const),
  );
  const unknown = new Set(skus.filter((sku) => !sold.has(sku) && !withdrawn.has(sku)));
  return { quotes, unknown };
}
