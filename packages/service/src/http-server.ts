/**
 * The HTTP front every process shares: request id and trace on each request, /health/live,
 * /health/ready, /metrics, bounded bodies and times, and coded errors. It knows no GraphQL.
 */
import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import {
  type FastifyError,
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { endIdleConnections } from './closing-connections.js';
import { type ErrorCode, errorCodes } from './errors.js';
import type { Logger } from './logger.js';
import { httpDuration, renderMetrics } from './metrics.js';
import { isTracingRequests } from './telemetry.js';
import { readRequestId, requestIdHeader, withRequestId } from './request-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Only while there is tracing, as is the span. */
    traceContext?: Context;
    span?: Span;
  }
}

export interface HttpServerOptions {
  logger: Logger;
  /** What must work before traffic is welcome; each rejects with the reason when it does not. */
  checks?: Record<string, () => Promise<unknown>>;
  /** What /health/ready tells besides; it does not decide whether traffic is welcome. */
  details?: () => Record<string, unknown>;
  /** Largest request body, in bytes. */
  bodyLimitBytes?: number;
  /** How long a client may take to send the headers of a request, and all of it. */
  headersTimeoutMs?: number;
  requestTimeoutMs?: number;
}

const checkTimeoutMs = 2_000;

/** A fastify instance that is not yet listening. Closing it waits for running requests. */
export function createHttpServer({
  logger,
  checks = {},
  details,
  bodyLimitBytes = 1_048_576,
  headersTimeoutMs = 10_000,
  requestTimeoutMs = 30_000,
}: HttpServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: headersTimeoutMs,
      // Node looks for slow clients only so often; its default is every half minute.
      connectionsCheckingInterval: Math.min(2_000, headersTimeoutMs),
    },
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // Fastify's own refusal while it closes is no GraphQL response; see refuseWhileClosing.
    return503OnClosing: false,
    genReqId: (raw) => readRequestId(raw.headers[requestIdHeader]),
    logger: false,
  });
  traceRequests(app);
  refuseWhileClosing(app);
  endIdleConnections(app);
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendError(error, request, reply, logger),
  );
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody('NOT_FOUND', 'No such page. The API is at /graphql.')),
  );
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const results = await runChecks(checks);
    const ready = Object.values(results).every((result) => result === 'ok');
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'unavailable', checks: results, ...details?.() });
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await renderMetrics();
    return reply.type(contentType).send(body);
  });
  return app;
}

/** The request's id, one histogram entry, and where there is tracing a span; the handler runs inside both contexts. */
function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header(requestIdHeader, request.id);
    if (isTracingRequests()) startSpan(request);
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.traceContext) context.with(request.traceContext, done);
    else done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    observeDuration(request, reply);
    request.span?.setAttribute('http.response.status_code', reply.statusCode).end();
    done();
  });
}

function startSpan(request: FastifyRequest): void {
  const parent = propagation.extract(ROOT_CONTEXT, request.headers);
  const name = `${request.method} ${request.routeOptions.url ?? request.url}`;
  request.span = trace.getTracer('tributary').startSpan(name, { kind: SpanKind.SERVER }, parent);
  request.traceContext = withRequestId(request.id, trace.setSpan(parent, request.span));
}

function observeDuration(request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'unknown';
  const labels = { method: request.method, route, status: reply.statusCode };
  httpDuration.observe(labels, reply.elapsedTime / 1000);
}

/** A request that comes on a connection that is still busy when the server closes is refused with a code. */
function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!isClosing) return done();
    void reply.code(503).header('connection', 'close').send(errorBody('SERVICE_UNAVAILABLE'));
  });
}

async function runChecks(
  checks: Record<string, () => Promise<unknown>>,
): Promise<Record<string, string>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const),
  );
  return Object.fromEntries(results);
}

async function outcomeOf(check: () => Promise<unknown>): Promise<'ok' | 'unavailable' | 'timeout'> {
  const timeout = new Promise<'timeout'>((resolve) => {
    setTimeout(resolve, checkTimeoutMs, 'timeout').unref();
  });
  const outcome = check().then(
    () => 'ok' as const,
    () => 'unavailable' as const,
  );
  return Promise.race([outcome, timeout]);
}

const codeByStatus: Record<number, ErrorCode> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  429: 'RATE_LIMITED',
};

function sendError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    logger.error({ err: error, requestId: request.id }, 'request failed');
    return reply.code(status).send(errorBody('INTERNAL_SERVER_ERROR'));
  }
  return reply.code(status).send(errorBody(codeByStatus[status] ?? 'BAD_REQUEST', error.message));
}

/** The body of an HTTP-level error, in the shape of a GraphQL response. */
export function errorBody(code: ErrorCode, message: string = errorCodes[code]) {
  return { errors: [{ message, extensions: { code } }] };
}
