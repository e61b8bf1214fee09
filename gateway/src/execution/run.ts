/** What one execution of a compiled operation carries from step to step. */
import type { GraphQLRequestMetrics } from '@apollo/server';
import type { GatewayContext } from '../context.js';
import type { Variables } from './fetch-body.js';
import type { JsonObject } from './merge.js';

export interface Run {
  /** The merged answers of the subgraphs. */
  readonly data: JsonObject;
  readonly variables: Variables;
  readonly context: GatewayContext;
  readonly errors: unknown[];
  /** What Apollo Studio is told of errors. */
  readonly metrics: Metrics;
}

export type Metrics = Pick<GraphQLRequestMetrics, 'nonFtv1ErrorPaths'>;

/** Part of a plan. Undefined when there is nothing to wait for. Rejects only where stock rejects too. */
export type Step = (run: Run) => Promise<unknown> | undefined;
