/**
 * @apollo/gateway with our subgraphs, our supergraph sources and our words for errors around it. The
 * `executor` it hands to Apollo Server is the one seam through which every operation passes.
 */
import { ApolloGateway, type SupergraphManager } from '@apollo/gateway';
import { CodedError, type Logger } from '@tributary/service';
import type { ErrorFormat } from '@tributary/service/graphql-server';
import { type GraphQLSchema, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { createPolicies, type Policies } from './authorization/caller-grants.js';
import type { AuthorizationModel } from './authorization/authorization-model.js';
import { createGuardOperation, type GuardOperation } from './authorization/operation-guard.js';
import {
  createServedSupergraphs,
  type ServedSupergraphs,
} from './authorization/served-supergraph.js';
import type { GatewayCache } from './cache/gateway-cache.js';
import { disableApolloTelemetry, type GatewayConfig } from './config.js';
import type { GatewayContext } from './context.js';
import { normaliseResult } from './downstream-errors.js';
import { createPlanExecutor, type FindGraph, type PlanExecutor } from './execution/executor.js';
import { Graph } from './execution/graph.js';
import { type Executor, readStockGraph } from './execution/stock.js';
import { allowDefer } from './incremental/defer-directive.js';
import { createIncremental } from './incremental/respond.js';
import { createDecideOverrides, type OverrideLabels } from './override/decide-overrides.js';
import { describeQueryPlan } from './query-plan.js';
import type { SubgraphDataSource } from './subgraph-data-source.js';
import { createEventGraphs } from './subscriptions/event-graph.js';
import type { Subgraphs } from './subgraphs.js';
import { createLastGood } from './supergraph/last-good.js';
import { createSupergraphSource } from './supergraph/supergraph-config.js';
import { createSupergraphManager } from './supergraph/supergraph-manager.js';
import type { SupergraphState } from './supergraph/supergraph-state.js';

export interface GatewayOptions {
  config: Pick<GatewayConfig, 'supergraph' | 'policyRules' | 'overrideLabels'>;
  logger: Logger;
  formatError: ErrorFormat;
  subgraphs: Subgraphs;
  /** Keeps answers of subgraphs; none where nothing is to be kept. */
  cache?: GatewayCache | undefined;
  /** Is told what runs. */
  supergraphState: SupergraphState;
}

/** What Apollo Server takes as its `gateway`. */
export type Gateway = Pick<ApolloGateway, 'load' | 'onSchemaLoadOrUpdate' | 'stop'>;

export interface PlanningGateway {
  gateway: Gateway;
  plugin: PlanExecutor['plugin'];
  /** Of the supergraph that was loaded last. */
  currentGraph: () => Graph | undefined;
  /** The graph on which events of subscriptions run, by the schema that they were validated with. */
  findEventGraph: FindGraph;
}

/** No subgraph is called before the first request needs it. */
export function createGateway(options: GatewayOptions): PlanningGateway {
  const { config, logger, subgraphs, cache } = options;
  disableApolloTelemetry();
  const supergraphs = createServedSupergraphs();
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphs.wrap(createSupergraph(options, supergraphs)),
    logger: toApolloLogger(logger),
    buildService: (definition) => {
      const source = subgraphs.get(definition);
      return cache?.watch(definition.name, source) ?? source;
    },
    validateSupergraph: true,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { incrementalDelivery: { enableDefer: true } },
  });
  const { findGraph, currentGraph } = createGraphs(
    gateway,
    supergraphs,
    createPolicies(config.policyRules),
    config.overrideLabels,
    cache,
  );
  const { execute, plugin } = createPlanExecutor(
    findGraph,
    createIncremental(findGraph, options.formatError),
  );
  return {
    plugin,
    currentGraph,
    findEventGraph: createEventGraphs(findGraph),
    gateway: {
      load: async (options) => {
        const { schema } = await gateway.load(options);
        return { schema, executor: wrapExecutor(execute) };
      },
      onSchemaLoadOrUpdate: (listener) => gateway.onSchemaLoadOrUpdate(listener),
      stop: () => gateway.stop(),
    },
  };
}

/** A graph for each supergraph that is loaded. It lives as long as requests hold its schema. */
function createGraphs(
  gateway: ApolloGateway,
  supergraphs: ServedSupergraphs,
  policies: Policies,
  labels: OverrideLabels,
  cache: GatewayCache | undefined,
): {
  findGraph: FindGraph;
  currentGraph: () => Graph | undefined;
} {
  const graphs = new WeakMap<GraphQLSchema, Graph>();
  let current: Graph | undefined;
  gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => {
    const stock = readStockGraph(gateway);
    allowDefer(stock.schema);
    const sources = stock.dataSources as Readonly<Record<string, SubgraphDataSource>>;
    current = new Graph({
      stock,
      subgraphs: sources,
      guardOperation: createGuard(supergraphs.modelOf(coreSupergraphSdl), stock.schema, policies),
      decideOverrides: createDecideOverrides(stock.supergraphSchema, labels),
      cache: cache?.forSchema(stock.supergraphSchema),
    });
    graphs.set(stock.schema, current);
  });
  return { findGraph: (schema) => graphs.get(schema)!, currentGraph: () => current };
}

const createGuard = (
  model: AuthorizationModel | undefined,
  schema: GraphQLSchema,
  policies: Policies,
): GuardOperation | undefined => model && createGuardOperation({ model, schema, policies });

function createSupergraph(options: GatewayOptions, served: ServedSupergraphs): SupergraphManager {
  const { config, logger, supergraphState: state } = options;
  const source = createSupergraphSource(config.supergraph, logger);
  const { cacheFolder } = config.supergraph;
  const lastGood = cacheFolder ? createLastGood(cacheFolder, source, logger) : undefined;
  const rehearseServed = async (supergraphSdl: string) => rehearse(served.strip(supergraphSdl));
  return createSupergraphManager({ source, state, logger, rehearse: rehearseServed, lastGood });
}

/**
 * Loads a supergraph into a gateway that serves nobody: an update that fails half-way would leave the
 * real one with the new schema and the old planner.
 */
async function rehearse(supergraphSdl: string): Promise<void> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const process = () => Promise.reject(new Error('A rehearsal calls no subgraph.'));
  const gateway = new ApolloGateway({
    supergraphSdl,
    logger: silent,
    validateSupergraph: true,
    buildService: () => ({ process }),
  });
  await gateway.load();
  await gateway.stop();
}

function wrapExecutor(execute: Executor): Executor {
  return async (requestContext) => {
    // Undefined, whatever the type says, where the document has no operation of that name.
    const operation = requestContext.operation as OperationDefinitionNode | undefined;
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION)
      return acceptSubscription(requestContext);
    const result = normaliseResult(await execute(requestContext));
    const { queryPlan, timings } = requestContext.context as GatewayContext;
    if (!queryPlan || !timings) return result;
    return {
      ...result,
      extensions: { ...result.extensions, queryPlan: describeQueryPlan(queryPlan, timings) },
    };
  };
}

function acceptSubscription(requestContext: Parameters<Executor>[0]) {
  const { accept } = requestContext.context as GatewayContext;
  return accept ? accept(requestContext) : { errors: [noSubscriptions()] };
}

const noSubscriptions = () =>
  new CodedError(
    'BAD_REQUEST',
    'Subscriptions are not served over plain HTTP requests: accept text/event-stream, or use a WebSocket.',
  );

function toApolloLogger(logger: Logger) {
  return {
    debug: (message?: string) => logger.debug(message),
    info: (message?: string) => logger.debug(message),
    warn: (message?: string) => logger.warn(message),
    error: (message?: string) => logger.error(message),
  };
}
