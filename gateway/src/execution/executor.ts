/**
 * Executes operations for Apollo Server: compiled ones by ourselves, the others as @apollo/gateway does.
 * A plugin answers with ready JSON what went well, before Apollo Server has made what its own execution
 * needs; all else passes through the gateway's executor, so that errors, formatError and HTTP status
 * are Apollo Server's as ever.
 */
import {
  type ApolloServerPlugin,
  type GraphQLRequestContext,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { tellPolicy } from '../cache/response-policy.js';
import type { GatewayContext } from '../context.js';
import type { Outcome } from './compiled-operation.js';
import type { Graph } from './graph.js';
import { ReadyData } from './ready-data.js';
import {
  type ExecutionOutcome,
  executeStock,
  type Executor,
  type RequestContext,
} from './stock.js';

/** The graph whose API schema this is. */
export type FindGraph = (schema: GraphQLSchema) => Graph;

export interface PlanExecutor {
  execute: Executor;
  /** Leave it out where a plugin wants to be told of each execution (`executionDidStart`). */
  plugin: ApolloServerPlugin<GatewayContext>;
}

export function createPlanExecutor(findGraph: FindGraph): PlanExecutor {
  /** What the plugin has executed already and leaves to Apollo Server to answer. */
  const finished = new WeakMap<object, Promise<ExecutionOutcome>>();
  const responseForOperation = async (request: GraphQLRequestContext<GatewayContext>) => {
    const { contextValue: context } = request;
    const running = runCompiled(findGraph, request);
    if (!running) return null;
    try {
      const outcome = await running;
      if (outcome.json !== undefined && !context.queryPlan) {
        if (context.responsePolicy) tellPolicy(context, request.overallCachePolicy);
        return toResponse(outcome.json);
      }
      finished.set(context, Promise.resolve(toResult(outcome)));
    } catch {
      finished.set(context, running as Promise<never>);
    }
    return null;
  };
  const listener = { responseForOperation };
  return {
    plugin: { requestDidStart: () => Promise.resolve(listener) },
    execute: async (request) => {
      const done = finished.get(request.context);
      if (!done) return executePlanned(findGraph(request.schema), request);
      finished.delete(request.context);
      return done;
    },
  };
}

/** Undefined where the operation is new, faulty or left to stock. */
function runCompiled(
  findGraph: FindGraph,
  request: GraphQLRequestContext<GatewayContext>,
): Promise<Outcome> | undefined {
  const { operation, queryHash, metrics, contextValue: context } = request;
  const isOurs = operation && operation.operation !== OperationTypeNode.SUBSCRIPTION;
  if (!isOurs || metrics.captureTraces) return undefined;
  const { operationName, variables } = request.request;
  const planned = findGraph(request.schema).known(queryHash!, operationName);
  const compiled = planned?.compiled();
  if (!compiled || planned!.checkVariables(variables).length > 0) return undefined;
  if (context.wantsQueryPlan) context.queryPlan = planned!.plan;
  return compiled.run({ variables, context, metrics });
}

async function executePlanned(graph: Graph, request: RequestContext): Promise<ExecutionOutcome> {
  if (!(request.operation as unknown)) return { errors: [noOperation(request)] };
  const { document, queryHash, metrics } = request;
  const { operationName, variables } = request.request;
  const planned = graph.operation({ document, queryHash, operationName });
  const errors = planned.checkVariables(variables);
  if (errors.length > 0) return { errors: [...errors] };
  const context = request.context as GatewayContext;
  if (context.wantsQueryPlan) context.queryPlan = planned.plan;
  const compiled = metrics.captureTraces ? undefined : planned.compiled();
  if (!compiled) return executeStock(graph.stock, planned.plan, request);
  return toResult(await compiled.run({ variables, context, metrics }));
}

/** Apollo Server makes it a fault of the client, which stock does not. */
function noOperation({ request: { operationName } }: RequestContext): GraphQLError {
  return new GraphQLError(
    operationName
      ? `Unknown operation named "${operationName}".`
      : 'Must provide operation name if query contains multiple operations.',
  );
}

const toResult = (outcome: Outcome): ExecutionOutcome =>
  outcome.json === undefined
    ? (outcome as ExecutionOutcome)
    : { data: new ReadyData(outcome.json) };

const toResponse = (json: string): GraphQLResponse => ({
  http: { status: undefined, headers: new HeaderMap() },
  body: { kind: 'single', singleResult: { data: new ReadyData(json) } },
});
