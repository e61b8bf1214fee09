/** The plan of the last operation that was run, and how long its fetches took. */
import type { QueryPlanDescription } from '../src/query-plan.js';

/** As it comes over the wire. */
export type ShownPlan = Pick<QueryPlanDescription, 'text' | 'fetches' | 'totalMs'>;

let plan: ShownPlan | undefined;
const listeners = new Set<() => void>();

export function showQueryPlan(shown: ShownPlan | undefined): void {
  plan = shown;
  listeners.forEach((listener) => listener());
}

export const readQueryPlan = (): ShownPlan | undefined => plan;

export function subscribeToQueryPlan(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
