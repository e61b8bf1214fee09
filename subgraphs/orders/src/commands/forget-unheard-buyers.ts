import type { Store } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { refreshSearch } from './hear-of-buyer.js';

const buyersPerBatch = 100;

/**
 * Forgets buyers of whom users said nothing since `since`: after it has announced all it knows, they are mistakes.
 * Answers how many.
 */
export async function forgetUnheardBuyers(
  store: Store,
  env: Pick<EventEnvironment, 'createId' | 'now'>,
  since: Date,
): Promise<number> {
  for (let forgotten = 0; ;) {
    const ids = await store.transaction(async (tx) => {
      await tx.lockSearchAsRebuild();
      const unheard = await tx.removeUnheardBuyers(since, buyersPerBatch);
      for (const buyerId of unheard) await refreshSearch(tx, env, buyerId, null);
      return unheard;
    });
    forgotten += ids.length;
    if (ids.length < buyersPerBatch) return forgotten;
  }
}
