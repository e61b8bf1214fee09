/**
 * Everything that is private of @apollo/gateway, in one place: its planner and schemas, the rewrites
 * of data, and the stock execution of a plan, which is the fallback. The versions
 * are pinned and stock.test.ts checks the shapes. No other file may reach inside the package.
 */
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import type { ApolloGateway, GraphQLDataSource } from '@apollo/gateway';
import { applyRewrites } from '@apollo/gateway/dist/dataRewrites.js';
import {
  ERRORS,
  errorCodeDef,
  type Operation,
  operationFromDocument,
  type Schema,
} from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';

export { applyRewrites, operationFromDocument };

/** One loaded supergraph as @apollo/gateway holds it. */
export interface StockGraph {
  /** What clients see, for the planner and for shaping. */
  apiSchema: Schema;
  /** What clients see, as Apollo Server validates with it. */
  schema: GraphQLSchema;
  supergraphSchema: GraphQLSchema;
  planner: Pick<QueryPlanner, 'buildQueryPlan'>;
  planOptions?: Parameters<QueryPlanner['buildQueryPlan']>[1];
  dataSources: Readonly<Record<string, GraphQLDataSource>>;
}

export type RequestContext = Parameters<Executor>[0];
export type Executor = Awaited<ReturnType<ApolloGateway['load']>>['executor'];
export type ExecutionOutcome = Awaited<ReturnType<Executor>>;

interface Internals {
  apiSchema: Schema;
  schema: GraphQLSchema;
  supergraphSchema: GraphQLSchema;
  queryPlanner: QueryPlanner;
  serviceMap: Record<string, { dataSource: GraphQLDataSource }>;
  recursiveSelectionsLimitDisabled: boolean;
  nonLocalSelectionsLimitDisabled: boolean;
}

/** What the gateway runs just now; it replaces these objects when the supergraph changes. */
export function readStockGraph(gateway: ApolloGateway): StockGraph {
  const internals = gateway as unknown as Internals;
  const { apiSchema, schema, supergraphSchema, queryPlanner } = internals;
  const sources = Object.entries(internals.serviceMap).map(([name, { dataSource }]) => [
    name,
    dataSource,
  ]);
  return {
    apiSchema,
    schema,
    supergraphSchema,
    planner: queryPlanner,
    planOptions: {
      recursiveSelectionsLimitDisabled: internals.recursiveSelectionsLimitDisabled,
      nonLocalSelectionsLimitDisabled: internals.nonLocalSelectionsLimitDisabled,
    },
    dataSources: Object.fromEntries(sources) as StockGraph['dataSources'],
  };
}

/**
 * Runs a plan as @apollo/gateway does.
 * @param execute another version of it, for comparisons
 */
export function executeStock(
  graph: StockGraph,
  queryPlan: QueryPlan,
  context: RequestContext,
  execute = executeQueryPlan,
): Promise<ExecutionOutcome> {
  const operationContext = buildOperationContext({
    schema: graph.schema,
    operationDocument: context.document,
    operationName: context.request.operationName!,
  });
  return execute(
    queryPlan,
    graph.dataSources,
    context,
    operationContext,
    graph.supergraphSchema,
    graph.apiSchema,
  );
}

/** The operation as the planner wants it. @throws GraphQLError for one that the schema does not have */
export function readOperation(
  { apiSchema }: StockGraph,
  document: DocumentNode,
  operationName: string | undefined,
): Operation {
  const operation = readDeferring({ apiSchema }, document, operationName);
  const expanded = operation.expandAllFragments();
  return expanded.selectionSet.hasDefer() ? expanded.withoutDefer() : operation;
}

/** As `readOperation`, with what is deferred left as it is. */
export function readDeferring(
  { apiSchema }: Pick<StockGraph, 'apiSchema'>,
  document: DocumentNode,
  operationName: string | undefined,
): Operation {
  return operationFromDocument(apiSchema, document, operationName ? { operationName } : {});
}

/** What a subgraph said went wrong, as @apollo/gateway words it. */
export function toDownstreamError(
  original: { message?: string; extensions?: Record<string, unknown> },
  service: string,
  path: (string | number)[] | undefined,
): GraphQLError {
  const message = original.message || `Error while fetching subquery from service "${service}"`;
  const options = {
    originalError: original as Error,
    path,
    extensions: { ...original.extensions, serviceName: service },
  };
  const known = errorCodeDef(original as GraphQLError);
  if (!known && original.extensions?.['code']) return new GraphQLError(message, options);
  return (known ?? ERRORS.DOWNSTREAM_SERVICE_ERROR).err(message, options);
}
