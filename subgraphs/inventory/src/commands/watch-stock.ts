import { CodedError } from '@tributary/service';
import { decideWatch, type WatchDecision } from '../domain/stock-watch.js';
import type { Effects } from '../effects.js';
import type { Store } from '../store.js';

/**
 * Notes that the user wants to be told when a variant that is sold out can be bought again. Doing it
 * again changes nothing.
 * @throws CodedError NOT_FOUND for a SKU that is unknown or withdrawn
 */
export function watchStock(
  store: Store,
  userId: string,
  sku: string,
  effects: Effects,
): Promise<WatchDecision> {
  return store.transaction(async (tx) => {
    // One at a time per user: nobody gets past the limit by asking twice at once.
    await tx.lockName(`watches:${userId}`);
    const variant = await tx.watchedVariant(sku);
    if (!variant || variant.withdrawn)
      throw new CodedError('NOT_FOUND', `There is no variant "${sku}" on sale.`);
    const isWatched = (await tx.watchedSkus(userId, [sku])).length > 0;
    const others = (await tx.countWatches(userId)) - Number(isWatched);
    const decision = decideWatch(variant.available, others);
    if (decision === 'WATCH') await tx.addWatch(userId, sku, effects.now());
    return decision;
  });
}
