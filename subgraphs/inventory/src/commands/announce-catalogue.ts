import { createEvent } from '../events.js';
import type { Store } from '../store.js';
import { announcePrices } from './announce-prices.js';

const productsPerBatch = 100;
/** SKUs per event, as the catalogue of events allows. */
const skusPerEvent = 500;

export interface Announcement {
  /** Products announced in this batch. */
  seen: number;
  eventIds: string[];
}

/**
 * Says of every variant what it is called and costs now, or that it is withdrawn, as if that had just been decided.
 * Each batch is a transaction of its own, made when it is asked for; doing it again is harmless.
 */
export async function* announceCatalogue(
  store: Store,
  createId: () => string,
): AsyncGenerator<Announcement> {
  for (let afterId: string | null = null; ;) {
    const batch = await announceProducts(store, createId, afterId);
    if (batch.lastId === null) return;
    yield { seen: batch.products, eventIds: batch.eventIds };
    afterId = batch.lastId;
  }
}

async function announceProducts(store: Store, createId: () => string, afterId: string | null) {
  const eventIds: string[] = [];
  const notedId = () => {
    eventIds.push(createId());
    return eventIds.at(-1)!;
  };
  return store.transaction(async (tx) => {
    const { at, priced, withdrawn, ...rest } = await tx.lockProductsAfter(
      afterId,
      productsPerBatch,
    );
    const effects = { now: () => at, createId: notedId };
    await announcePrices(tx, priced, effects);
    for (let start = 0; start < withdrawn.length; start += skusPerEvent) {
      const skus = withdrawn.slice(start, start + skusPerEvent);
      const payload = { skus, withdrawnAt: at.toISOString() };
      await tx.append([createEvent('VariantsWithdrawn', skus[0]!, payload, effects)]);
    }
    return { ...rest, eventIds };
  });
}
