import type { EventEnvironment } from './environment.js';

const batchSize = 500;

/**
 * Deletes carts, empty or not, that nobody touched for `keptForMs`, batch by batch until none is left
 * or `signal` aborts.
 * @returns how many were deleted here
 */
export async function deleteOldCarts(
  { store, now }: Pick<EventEnvironment, 'store' | 'now'>,
  keptForMs: number,
  signal?: AbortSignal,
): Promise<number> {
  const untouchedSince = new Date(now().getTime() - keptForMs);
  let total = 0;
  for (;;) {
    const deleted = await store.deleteOldCarts(untouchedSince, batchSize);
    total += deleted;
    if (deleted < batchSize || signal?.aborted) return total;
  }
}
