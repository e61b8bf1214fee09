import type { Store } from '../store.js';
import type { RebuiltRows } from '../store/order-search.js';

/** Orders per transaction; news of buyers wait for it, orders that are being placed do not. */
const rowsPerBatch = 500;

export interface RebuiltSearch {
  /** Orders, or search rows, looked at. */
  seen: number;
  /** Rows that were missing, wrong or without an order. */
  corrected: number;
}

/**
 * Makes what orders are found by anew: first of every order, then removes what has no order. Only what differs is
 * written. Each batch is a transaction of its own; doing it again is harmless.
 */
export async function* rebuildSearch(store: Store): AsyncGenerator<RebuiltSearch> {
  yield* batches((afterId) =>
    store.transaction(async (tx) => {
      await tx.lockSearchAsRebuild();
      return tx.rebuildSearchRows(afterId, rowsPerBatch);
    }),
  );
  yield* batches((afterId) => store.removeStraySearchRows(afterId, rowsPerBatch));
}

async function* batches(
  next: (afterId: string | null) => Promise<RebuiltRows>,
): AsyncGenerator<RebuiltSearch> {
  for (let afterId: string | null = null; ;) {
    const { seen, corrected, lastId }: RebuiltRows = await next(afterId);
    if (lastId === null) return;
    yield { seen, corrected };
    afterId = lastId;
  }
}
