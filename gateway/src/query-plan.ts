/** The query plan as a developer reads it, in the response's `extensions.queryPlan`. */
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';
import type { FetchTiming, FetchTimings } from './front/fetch-timings.js';

export interface QueryPlanDescription {
  /** For people. */
  text: string;
  /** For programs: the planner's tree; undefined when nothing has to be fetched. */
  node: QueryPlan['node'];
  /** How long its fetches took, in the order in which they began. */
  fetches: readonly FetchTiming[];
  /** From the start of the request until the last of them was there. */
  totalMs: number;
}

export function describeQueryPlan(
  queryPlan: QueryPlan,
  timings: FetchTimings,
): QueryPlanDescription {
  return {
    text: prettyFormatQueryPlan(queryPlan),
    node: queryPlan.node,
    fetches: timings.fetches,
    totalMs: timings.elapsedMs(),
  };
}
