import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store, StoreTransaction } from '../store.js';

/** Variants per event, as the catalogue of events allows. */
const variantsPerEvent = 200;
const flagsPerBatch = 1_000;

/**
 * States StockRunLow for the variants that fell to their threshold since the last round, each once
 * until it has risen above it again, however many workers do it at the same time. Judged by the stock
 * as it is now: what fell and rose between two rounds is not spoken of.
 * @returns how many variants were stated here
 */
export async function announceLowStock(
  store: Store,
  effects: Effects,
  signal?: AbortSignal,
): Promise<number> {
  while ((await store.clearLowFlags(flagsPerBatch)) === flagsPerBatch && !signal?.aborted);
  let total = 0;
  for (;;) {
    const stated = await store.transaction((tx) => announceBatch(tx, effects));
    total += stated;
    if (stated < variantsPerEvent || signal?.aborted) return total;
  }
}

async function announceBatch(tx: StoreTransaction, effects: Effects): Promise<number> {
  const variants = await tx.flagLowVariants(effects.now(), variantsPerEvent);
  if (variants.length > 0)
    await tx.append([createEvent('StockRunLow', variants[0]!.sku, { variants }, effects)]);
  return variants.length;
}
