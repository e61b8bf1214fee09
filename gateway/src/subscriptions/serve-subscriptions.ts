/** The wiring of subscriptions: their sources at the subgraphs, and the protocols that clients speak. */
import type { ApolloServer } from '@apollo/server';
import { type Logger, readRequestId } from '@tributary/service';
import type { ErrorFormat } from '@tributary/service/graphql-server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Agent } from 'undici';
import type { GatewayContext } from '../context.js';
import { createPlanExecutor, type FindGraph } from '../execution/executor.js';
import type { FindDocument } from '../execution/plain-request.js';
import { timeoutHeader } from '../context.js';
import { createHeaders, type HeaderOptions } from '../subgraph-headers.js';
import type { SubscriptionSettings } from './settings.js';
import { createSseSource } from './sse-source.js';
import { serveSse } from './sse-route.js';
import { createSubscriptions, type Subscriptions } from './subscriptions.js';
import { serveWs } from './ws-route.js';
import { openWsSource } from './ws-source.js';

export interface ServeOptions extends HeaderOptions {
  logger: Logger;
  formatError: ErrorFormat;
  settings: SubscriptionSettings;
  findEventGraph: FindGraph;
  /** The text of a trusted document. */
  findDocument: FindDocument;
  createContext: (
    request: Pick<FastifyRequest, 'id' | 'headers' | 'ip'>,
  ) => Promise<GatewayContext>;
  subgraphTimeoutMs: number;
  requestTimeoutMs: number;
  /** Largest message of a client; as large as a request may be that comes by POST. */
  bodyLimitBytes: number;
  corsOrigins: readonly string[];
  /** @throws CodedError for a token that is no good */
  identify: (authorization: string | undefined) => Promise<unknown>;
}

export interface ServedSubscriptions extends Pick<Subscriptions, 'reload'> {
  /** To be told once /graphql is mounted. */
  start(server: ApolloServer<GatewayContext>): void;
}

/** To be called before /graphql is mounted. Closing `app` sends the clients on to another process. */
export function serveSubscriptions(
  app: FastifyInstance,
  options: ServeOptions,
): ServedSubscriptions {
  const { settings, logger, formatError, findEventGraph } = options;
  let server: ApolloServer<GatewayContext> | undefined;
  const agent = createAgent(options.subgraphTimeoutMs);
  const subscriptions = createSubscriptions({
    settings,
    logger,
    formatError,
    findEventGraph,
    executeEvent: createPlanExecutor(findEventGraph).execute,
    sources: { sse: createSseSource(agent), ws: openWsSource },
    createHeaders: (context) => headersFor(context, options),
    acceptTimeoutMs: options.subgraphTimeoutMs,
    reloadSpreadMs: options.requestTimeoutMs,
  });
  serveSse(app, {
    logger,
    heartbeatMs: settings.heartbeatMs,
    corsOrigins: options.corsOrigins,
    findDocument: options.findDocument,
    open: (request, http) =>
      subscriptions.open(server!, {
        http,
        createContext: () => options.createContext(request),
        authorization: request.headers.authorization,
      }),
  });
  const webSockets = serveWs(app.server, {
    logger,
    heartbeatMs: settings.heartbeatMs,
    maxConnections: settings.max,
    maxMessageBytes: options.bodyLimitBytes,
    corsOrigins: options.corsOrigins,
    identify: ({ authorization }) => options.identify(authorization),
    open: (client, http) =>
      subscriptions.open(server!, {
        http,
        createContext: () => options.createContext({ id: readRequestId(undefined), ...client }),
        authorization: undefined, // the connection ends with the token
      }),
  });
  app.addHook('preClose', async () => {
    const gone = webSockets.drain();
    subscriptions.drain();
    await gone;
  });
  app.addHook('onClose', () => agent.destroy());
  return {
    start: (started) => {
      server = started;
    },
    reload: () => subscriptions.reload(),
  };
}

/** A connection for each subscription; their number is bounded by that of the subscriptions. */
const createAgent = (timeoutMs: number) =>
  new Agent({
    pipelining: 1,
    connect: { timeout: Math.min(3_000, timeoutMs), keepAliveInitialDelay: 10_000 },
    maxResponseSize: -1,
  });

/** As for a query, but for the time: a subscription may last. */
async function headersFor(
  context: GatewayContext,
  { signIdentity, isTracing, subgraphTimeoutMs }: ServeOptions,
): Promise<Record<string, string>> {
  const identity = await signIdentity?.(context.identity);
  const flat = createHeaders(context, subgraphTimeoutMs, { identity, isTracing });
  const headers: Record<string, string> = {};
  for (let index = 0; index < flat.length; index += 2) headers[flat[index]!] = flat[index + 1]!;
  delete headers[timeoutHeader];
  return headers;
}
