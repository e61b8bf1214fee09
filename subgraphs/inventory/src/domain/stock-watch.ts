/** Whether somebody can wait for a variant. */

/** Variants that one user can wait for at the same time. */
export const maxWatches = 100;

export type WatchDecision = 'WATCH' | 'IN_STOCK' | 'LIMIT';

/** @param watched how many others the user waits for */
export function decideWatch(available: number, watched: number): WatchDecision {
  if (available > 0) return 'IN_STOCK';
  return watched < maxWatches ? 'WATCH' : 'LIMIT';
}
