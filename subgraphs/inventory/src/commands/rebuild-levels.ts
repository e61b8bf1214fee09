import type { Store } from '../store.js';
import type { LevelRepair } from '../store/level-repair.js';

/** SKUs that are compared by one statement. */
const skusPerBatch = 200;

export interface RebuiltLevels extends LevelRepair {
  /** Variants compared. */
  seen: number;
  /** Products whose `inStock` was wrong. */
  products: number;
}

/**
 * Makes every level the sum of its movements again, and every product in stock or not as its levels say, while
 * stock goes in and out. Only what is wrong is locked, and set in a transaction of its own.
 */
export async function* rebuildLevels(store: Store): AsyncGenerator<RebuiltLevels> {
  for (let after = ''; ;) {
    const skus = await store.skusAfter(after, skusPerBatch);
    if (skus.length === 0) return;
    const { corrected, unsound } = await correctLevels(store, await store.skusOffLedger(skus));
    const products = await correctProducts(store, await store.skusOffProduct(skus));
    yield { seen: skus.length, corrected, unsound, products };
    after = skus.at(-1)!;
  }
}

async function correctLevels(store: Store, skus: readonly string[]): Promise<LevelRepair> {
  if (skus.length === 0) return { corrected: [], unsound: [] };
  return store.transaction(async (tx) => {
    await tx.addMissingLevels(skus);
    await tx.lockLevels(skus);
    return tx.setLevelsToLedger(skus);
  });
}

async function correctProducts(store: Store, skus: readonly string[]): Promise<number> {
  if (skus.length === 0) return 0;
  return store.transaction((tx) => tx.refreshInStock(skus));
}
