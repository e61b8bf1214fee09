import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store, StoreTransaction } from '../store.js';

const skusPerBatch = 100;
/** Users per event, as the catalogue of events allows. */
const usersPerEvent = 500;

/**
 * States StockCameBack for watched variants that can be bought again and removes the watches with it,
 * so that each is told of once, however many workers do it at the same time. Watches of variants that
 * were withdrawn go without a word.
 * @returns how many watches ended here
 */
export async function tellWatchers(
  store: Store,
  effects: Effects,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  let skus = await store.settledWatches('', skusPerBatch);
  while (skus.length > 0 && !signal?.aborted) {
    for (const sku of skus) total += await settle(store, sku, effects, signal);
    skus = await store.settledWatches(skus.at(-1)!, skusPerBatch);
  }
  return total;
}

async function settle(store: Store, sku: string, effects: Effects, signal?: AbortSignal) {
  let total = 0;
  for (;;) {
    const told = await store.transaction((tx) => tellSome(tx, sku, effects));
    total += told;
    if (told < usersPerEvent || signal?.aborted) return total;
  }
}

async function tellSome(tx: StoreTransaction, sku: string, effects: Effects): Promise<number> {
  const variant = await tx.watchedVariant(sku);
  // Sold out again since it was found: they wait on.
  if (!variant || (variant.available <= 0 && !variant.withdrawn)) return 0;
  const userIds = await tx.takeWatches(sku, usersPerEvent);
  if (userIds.length > 0 && !variant.withdrawn) {
    const { name, productSlug } = variant;
    const payload = { sku, name, productSlug, userIds };
    await tx.append([createEvent('StockCameBack', sku, payload, effects)]);
  }
  return userIds.length;
}
