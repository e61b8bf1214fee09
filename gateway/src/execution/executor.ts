/**
 * Executes operations for Apollo Server: compiled ones by ourselves, the others as @apollo/gateway does.
 * A plugin answers with ready JSON what went well, before Apollo Server has made what its own execution
 * needs; all else passes through the gateway's executor, so that errors, formatError and HTTP status
 * are Apollo Server's as ever.
 */
import { type GraphQLRequestContext, type GraphQLResponse, HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { executeRestricted } from '../authorization/restricted-execution.js';
import { tellPolicy } from '../cache/response-policy.js';
import type { GatewayContext } from '../context.js';
import { type JudgingPlugin, always } from './admission.js';
import type { Outcome, RunRequest } from './compiled-operation.js';
import type { Graph } from './graph.js';
import type { PlannedOperation } from './planned-operation.js';
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
  plugin: JudgingPlugin<GatewayContext>;
}

/** @param respondFirst answers what is not answered in one; null leaves a request to the executor */
export function createPlanExecutor(
  findGraph: FindGraph,
  respondFirst?: (
    request: GraphQLRequestContext<GatewayContext>,
  ) => Promise<GraphQLResponse | null> | undefined,
): PlanExecutor {
  const responseForOperation = async (request: GraphQLRequestContext<GatewayContext>) => {
    const { contextValue: context, metrics } = request;
    if (context.finished) return null;
    const parts = respondFirst?.(request);
    const response = parts && (await parts);
    if (response) return response;
    const graph = findGraph(request.schema);
    const planned = findCompiled(graph, request);
    const running =
      planned && runCompiled(planned, { variables: request.request.variables, context, metrics });
    if (!running) return null;
    // A text may mean another plan for another caller, where fields move step by step.
    if (!graph.decideOverrides) remember(graph, planned, request);
    const json = await finish(running, context, readJson);
    if (json === undefined) return null;
    if (context.responsePolicy) tellPolicy(context, request);
    return toResponse(json);
  };
  const listener = { responseForOperation };
  return {
    plugin: { requestDidStart: () => Promise.resolve(listener), admits: always },
    execute: async (request) => {
      const context = request.context as GatewayContext;
      if (!context.finished) return executePlanned(findGraph(request.schema), request);
      const { finished } = context;
      context.finished = undefined;
      return finished;
    },
  };
}

/** Undefined where the operation is new, faulty or left to stock. */
function findCompiled(
  graph: Graph,
  { operation, queryHash, metrics, request, contextValue }: GraphQLRequestContext<GatewayContext>,
): PlannedOperation | undefined {
  const isOurs = operation && operation.operation !== OperationTypeNode.SUBSCRIPTION;
  if (!isOurs || metrics.captureTraces) return undefined;
  const overrides = graph.decideOverrides?.(contextValue);
  return graph.known(queryHash!, request.operationName, overrides);
}

/** Undefined where it is not to be run for these variables, not by us or not all for this caller. */
export function runCompiled(
  planned: PlannedOperation,
  { variables, context, metrics }: RunRequest,
): Promise<Outcome> | undefined {
  const { guard } = planned;
  if (guard?.restrict(context.identity)) return undefined;
  if (guard) context.isGuarded = true;
  const compiled = planned.compiled();
  if (!compiled || planned.checkVariables(variables).length > 0) return undefined;
  if (context.wantsQueryPlan) context.queryPlan = planned.plan;
  return compiled.run({ variables, context, metrics });
}

/**
 * What is made of what went well, or of all that was executed; where nothing is, the context keeps it for
 * Apollo Server to answer.
 * @param write undefined for what is to be kept
 */
export async function finish<T>(
  running: Promise<Outcome>,
  context: GatewayContext,
  write: (outcome: Outcome) => T | undefined,
): Promise<T | undefined> {
  try {
    const outcome = await running;
    const written = context.queryPlan ? undefined : write(outcome);
    if (written === undefined) context.finished = Promise.resolve(toResult(outcome));
    return written;
  } catch {
    context.finished = running as Promise<never>;
    return undefined;
  }
}

/** It has passed everything that Apollo Server asks of a document. */
function remember(
  graph: Graph,
  planned: PlannedOperation,
  { source, document, operation, request, schema }: GraphQLRequestContext<GatewayContext>,
): void {
  const { operationName } = request;
  graph.texts.remember(source!, operationName, () => ({
    planned,
    document: document!,
    operation: operation!,
    schema,
  }));
}

/** @param isRest whether it is what was left of an operation for a caller who may not see all of it */
async function executePlanned(
  graph: Graph,
  request: RequestContext,
  isRest = false,
): Promise<ExecutionOutcome> {
  if (!(request.operation as unknown)) return { errors: [noOperation(request)] };
  const { document, queryHash, metrics } = request;
  const { operationName, variables } = request.request;
  const overrides = graph.decideOverrides?.(request.context as GatewayContext);
  const planned = graph.operation({ document, queryHash, operationName, overrides });
  const errors = planned.checkVariables(variables);
  if (errors.length > 0) return { errors: [...errors] };
  const context = request.context as GatewayContext;
  const restricted = planned.guard?.restrict(context.identity);
  if (restricted && isRest) throw new Error('What is left of an operation demands too much still.');
  if (restricted)
    return executeRestricted(restricted, request, (rest) => executePlanned(graph, rest, true));
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

const readJson = ({ json }: Outcome): string | undefined => json;

const toResult = (outcome: Outcome): ExecutionOutcome =>
  outcome.json === undefined
    ? (outcome as ExecutionOutcome)
    : { data: new ReadyData(outcome.json) };

const toResponse = (json: string): GraphQLResponse => ({
  http: { status: undefined, headers: new HeaderMap() },
  body: { kind: 'single', singleResult: { data: new ReadyData(json) } },
});
