/** The wiring of the gateway. Importing it does nothing; createApp loads the supergraph. */
import type { ApolloServerPlugin } from '@apollo/server';
import { createIdentitySigner, type Logger } from '@tributary/service';
import { createErrorFormat, mountGraphql, nameRequest } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import { createGatewayCache } from './cache/gateway-cache.js';
import { serveInvalidation } from './cache/invalidation-route.js';
import { createIdentifyCaller } from './caller.js';
import type { GatewayConfig } from './config.js';
import { createContext, type GatewayContext, type IncomingCall } from './context.js';
import { allowOrigins } from './cors.js';
import { isOfSubgraph, nameServices } from './downstream-errors.js';
import { stringifyResult } from './execution/ready-data.js';
import { createShortcut } from './execution/shortcut.js';
import { serveExplorer } from './explorer.js';
import { createCostControl } from './demand/cost-limit.js';
import { persistedQueries } from './documents/persisted-queries.js';
import { readTrustedDocuments, refuseUntrusted } from './documents/trusted-documents.js';
import { createGateway } from './gateway.js';
import { addSecurityHeaders } from './front/security-headers.js';
import { endSlowReaders } from './front/slow-readers.js';
import { sendSmallAnswers } from './front/small-answers.js';
import { createLimitRules } from './limits.js';
import { studioOptions } from './studio.js';
import { serveSubscriptions } from './subscriptions/serve-subscriptions.js';
import { createSubgraphs } from './subgraphs.js';
import { SupergraphState } from './supergraph/supergraph-state.js';
import { refuseUnsafeAliases } from './unsafe-aliases.js';

export interface AppOptions {
  config: GatewayConfig;
  logger: Logger;
  /** More plugins of Apollo Server. One that looks at requests and does not judge them sees them all. */
  plugins?: readonly ApolloServerPlugin<GatewayContext>[];
}

const persistedQuerySeconds = 86_400;

/**
 * A gateway that is not yet listening; closing it drains it. No subgraph needs to be up.
 * @throws when there is no supergraph to begin with
 */
export async function createApp({
  config,
  logger,
  plugins: more = [],
}: AppOptions): Promise<FastifyInstance> {
  const supergraphState = new SupergraphState();
  const shows = config.showsSubgraphErrors ? isOfSubgraph : undefined;
  const formatError = createErrorFormat(logger, shows);
  const details = () => ({ supergraph: supergraphState.describe() });
  const app = createHttpServer({ logger, details, bodyLimitBytes: config.bodyLimitBytes });
  endSlowReaders(app, { timeoutMs: config.unreadTimeoutMs });
  addSecurityHeaders(app, config.isPublicHttps);
  allowOrigins(app, config.corsOrigins);
  sendSmallAnswers(app);
  const headers = {
    signIdentity: config.identityKey && (await createIdentitySigner(config.identityKey)),
    isTracing: config.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
  };
  const subgraphs = createSubgraphs({
    urls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    policies: config.subgraphPolicies,
    requestTimeoutMs: config.requestTimeoutMs,
    ...headers,
    logger,
  });
  app.addHook('onClose', () => subgraphs.close());
  const identifyCaller = createIdentifyCaller({ jwksUrl: config.jwksUrl, rules: config.tokens });
  const cache =
    config.cache &&
    createGatewayCache({ ...config.cache, refreshTimeoutMs: config.requestTimeoutMs, logger });
  if (cache) app.addHook('onClose', () => cache.close());
  if (cache && config.cacheToken) serveInvalidation(app, cache, config.cacheToken);
  const studio = studioOptions<GatewayContext>(config.studio, logger);
  const {
    gateway,
    plugin: executor,
    currentGraph,
    findEventGraph,
  } = createGateway({
    config,
    logger,
    formatError,
    subgraphs,
    cache,
    supergraphState,
  });
  const contextOf = async (request: IncomingCall) =>
    createContext(await identifyCaller(request.headers.authorization), request, config);
  const documents = readTrustedDocuments(config.manifests);
  const findDocument = (hash: string) => documents.find(hash);
  const subscriptions = serveSubscriptions(app, {
    ...headers,
    ...config,
    settings: config.subscriptions,
    logger,
    formatError,
    findEventGraph,
    findDocument,
    identify: identifyCaller,
    createContext: async (request) => nameRequest(await contextOf(request), request.id),
  });
  gateway.onSchemaLoadOrUpdate(() => subscriptions.reload());
  const refusals = config.allowsUntrusted ? [] : [refuseUntrusted(documents)];
  const cost = createCostControl(config.costLimits);
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) =>
    cost.learn(apiSchema, coreSupergraphSdl),
  );
  // Studio wants to be told of each execution, so there everything takes the long way.
  const plugins = [
    ...studio.plugins,
    nameServices,
    cost.plugin,
    ...refusals,
    ...more,
    ...(config.studio ? [] : [executor]),
  ];
  const server = await mountGraphql<GatewayContext>({
    app,
    logger,
    apollo: {
      gateway,
      ...studio,
      plugins,
      stringifyResult,
      introspection: config.introspection,
      hideSchemaDetailsFromClientErrors: !config.introspection,
      parseOptions: { maxTokens: config.limits.maxTokens },
      validationRules: [...createLimitRules(config.limits), refuseUnsafeAliases, cost.slicingRule],
      maxRecursiveSelections: true,
      allowBatchedHttpRequests: false,
      csrfPrevention: true,
      cache: 'bounded',
      persistedQueries: { cache: persistedQueries(documents), ttl: persistedQuerySeconds },
    },
    formatError,
    shortcut: createShortcut({ plugins, currentGraph, findDocument, formatError }),
    context: contextOf,
    takesBatches: true,
  });
  subscriptions.start(server);
  for (const name of subgraphs.unknownNames())
    logger.warn({ service: name }, 'SUBGRAPH_POLICIES names a subgraph that is not there');
  if (config.explorer) serveExplorer(app, logger);
  return app;
}
