/** The query plan as a developer reads it, in the response's `extensions.queryPlan`. */
import { prettyFormatQueryPlan, type QueryPlan } from '@apollo/query-planner';

export interface QueryPlanDescription {
  /** For people. */
  text: string;
  /** For programs: the planner's tree; undefined when nothing has to be fetched. */
  node: QueryPlan['node'];
}

export function describeQueryPlan(queryPlan: QueryPlan): QueryPlanDescription {
  return { text: prettyFormatQueryPlan(queryPlan), node: queryPlan.node };
}
