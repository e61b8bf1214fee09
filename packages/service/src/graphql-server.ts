/**
 * Apollo Server on the shared HTTP front: coded errors that leak nothing, the caller's context,
 * and draining. Schema or gateway come from the caller.
 */
import {
  ApolloServer,
  type ApolloServerOptions,
  type ApolloServerPlugin,
  type BaseContext,
} from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { createCacheHeader, sendCacheHeader } from './cache-hints.js';
import { createCompiledExecution } from './compiled-execution.js';
import { compiledShortcut } from './compiled-shortcut.js';
import { type ErrorCode, errorCodes } from './errors.js';
import type { Logger } from './logger.js';
import { graphqlErrors } from './metrics.js';

export interface GraphqlServerOptions<C extends BaseContext> {
  app: FastifyInstance;
  logger: Logger;
  /** A schema, or a gateway, and what else Apollo Server takes. */
  apollo: ApolloServerOptions<C>;
  context: (request: FastifyRequest, reply: FastifyReply) => Promise<C>;
  /** With a gateway: is asked first; what it leaves is Apollo Server's. */
  shortcut?: Shortcut<C> | undefined;
  /** With a schema: whether answers may be kept as its @cacheControl says. Else never. */
  keepsAnswers?: boolean;
  /** With a schema: the text of a document that clients ask for by its hash in a GET. */
  findDocument?: ((hash: string) => string | undefined) | undefined;
  /** Errors that are not of the catalogue and are for the client all the same; none unless told. */
  shows?: ((error: GraphQLFormattedError) => boolean) | undefined;
  path?: string;
}

/**
 * Answers a request without Apollo Server, exactly as that would have: the body, with status and headers
 * set on `reply`. Undefined, now or later, leaves the request to Apollo Server, which then has the context
 * that `contextOf` made, or its rejection.
 */
export type Shortcut<C extends BaseContext> = (
  request: FastifyRequest,
  reply: FastifyReply,
  contextOf: (request: FastifyRequest) => Promise<C>,
) => Promise<string | undefined> | undefined;

/** Mounts /graphql on `app`. Closing `app` finishes the running requests, then stops the server. */
export async function mountGraphql<C extends BaseContext>(
  given: GraphqlServerOptions<C>,
): Promise<ApolloServer<C>> {
  const { app, logger, context, shows, path = '/graphql' } = given;
  const failures = createFailures();
  const { options, shortcut } = prepareExecution(given);
  const server = new ApolloServer<C>({
    ...options,
    logger: quiet(logger),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) =>
      shows?.(formatted)
        ? showError(formatted)
        : formatError(formatted, error, logger, failures.requestOf(error)),
    plugins: [...(options.plugins ?? []), failures.plugin],
  });
  await server.start();
  const createContext = async (request: FastifyRequest, reply: FastifyReply): Promise<C> =>
    nameRequest(await context(request, reply), request.id);
  const contextOf = shortcut ? oncePerRequest(createContext) : createContext;
  const handle = fastifyApolloHandler(server, { context: contextOf });
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: path,
    handler: (request, reply) => {
      const answer = shortcut?.(request, reply, (one) => contextOf(one, reply));
      if (!answer) return handle.call(app, request, reply);
      return answer.then((body) => body ?? handle.call(app, request, reply));
    },
  });
  app.addHook('onClose', () => server.stop());
  return server;
}

/** A schema is executed by compiled-execution.ts; a gateway executes itself. */
function prepareExecution<C extends BaseContext>({
  apollo,
  shortcut,
  keepsAnswers,
  findDocument,
}: GraphqlServerOptions<C>) {
  const { schema, plugins = [ApolloServerPluginLandingPageDisabled()], ...rest } = apollo;
  if (!schema) return { options: { ...rest, plugins } as ApolloServerOptions<C>, shortcut };
  const execution = createCompiledExecution(schema);
  const cacheHeader = keepsAnswers ? createCacheHeader(schema) : undefined;
  // Apollo Server's own plugin for the header would look at each field of each object.
  const ours = [ApolloServerPluginCacheControlDisabled(), sendCacheHeader(cacheHeader)];
  return {
    options: {
      ...rest,
      gateway: execution.gateway,
      plugins: [...plugins, ...ours],
    } as ApolloServerOptions<C>,
    shortcut: compiledShortcut<C>({ execution, cacheHeader, findDocument }),
  };
}

/** Where a request holds its context while two may ask for it. */
const ownContext = Symbol('context');

function oncePerRequest<C>(create: (request: FastifyRequest, reply: FastifyReply) => Promise<C>) {
  return (
    request: FastifyRequest & { [ownContext]?: Promise<C> },
    reply: FastifyReply,
  ): Promise<C> => (request[ownContext] ??= create(request, reply));
}

/** Lets the log name the request whose context this is, when one of its errors is formatted. */
export function nameRequest<C extends object>(context: C, requestId: string): C {
  return Object.assign(context, { [ownRequestId]: requestId });
}

/** Where a request's context holds its id. Apollo Server copies the context; a symbol goes along. */
const ownRequestId = Symbol('request id');

/** Remembers which request an error belongs to: who formats it is told the error alone. */
function createFailures() {
  const requests = new WeakMap<object, string>();
  const plugin: ApolloServerPlugin = {
    requestDidStart: async () => ({
      async didEncounterErrors({ errors, contextValue }) {
        const requestId = (contextValue as { [ownRequestId]?: string })[ownRequestId];
        if (requestId) for (const error of errors) requests.set(error, requestId);
      },
    }),
  };
  const requestOf = (error: unknown) =>
    typeof error === 'object' && error !== null ? requests.get(error) : undefined;
  return { plugin, requestOf };
}

/** Apollo Server narrates its life at info; that belongs at debug here. */
function quiet(logger: Logger) {
  return {
    debug: (message?: string) => logger.debug(message),
    info: (message?: string) => logger.debug(message),
    warn: (message?: string) => logger.warn(message),
    error: (message?: string) => logger.error(message),
  };
}

/**
 * Lets catalogued errors through as they were written and masks every other one: its cause is
 * logged, the caller gets a code.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
  requestId?: string,
): GraphQLFormattedError {
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  const cause = unwrapResolverError(error);
  const code = codeOf(extensions['code'], cause);
  graphqlErrors.inc({ code });
  if (code === extensions['code'] && code !== 'INTERNAL_SERVER_ERROR')
    return { ...formatted, extensions };
  const level = code === 'INTERNAL_SERVER_ERROR' ? 'error' : 'warn';
  logger[level]({ err: cause, path: formatted.path, code, requestId }, 'operation failed');
  return { ...formatted, message: errorCodes[code], extensions: { code } };
}

/** As it was written, but for its stack. Codes of somebody else's are counted together. */
function showError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
  const code = String(extensions['code']);
  graphqlErrors.inc({ code: code in errorCodes ? code : 'OTHER' });
  return { ...formatted, extensions };
}

function codeOf(code: unknown, cause: unknown): ErrorCode {
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' && code in errorCodes)
    return code as ErrorCode;
  return isUnavailable(cause) ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
}

/** Prisma, PostgreSQL and socket codes that mean "the database cannot be reached just now". */
const unavailableCodes = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028', // Prisma: unreachable, timed out, closed, no connection
  '08000',
  '08001',
  '08003',
  '08006',
  '53300',
  '57P01',
  '57P02',
  '57P03', // PostgreSQL: connection, too many, shutdown
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
]);

/** What pg says without a code. */
const unavailableMessage =
  /Connection terminated|timeout exceeded when trying to connect|is not queryable|Query read timeout/;

/** Whether the error, or what caused it, is a dependency that is down rather than a fault of ours. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (!error || typeof error !== 'object' || depth > 5) return false;
  const { code, originalCode, kind, cause, message, meta } = error as Record<string, unknown>;
  if ([code, originalCode].some((value) => unavailableCodes.has(String(value)))) return true;
  if (kind === 'DatabaseNotReachable' || kind === 'ConnectionClosed') return true;
  if (typeof message === 'string' && unavailableMessage.test(message)) return true;
  // For raw statements Prisma keeps what the driver said in `meta`.
  const said = (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  return isUnavailable(cause, depth + 1) || isUnavailable(said, depth + 1);
}
