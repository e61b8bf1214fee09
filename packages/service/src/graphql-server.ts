/**
 * Apollo Server on the shared HTTP front: coded errors that leak nothing, the caller's context,
 * and draining. Schema or gateway come from the caller.
 */
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createCacheHeader, sendCacheHeader } from './cache-hints.js';
import { createCompiledExecution } from './compiled-execution.js';
import { compiledShortcut } from './compiled-shortcut.js';
import { createErrorFormat, type ErrorFormat, failureLogOf } from './format-error.js';
import { forgetAnswersOfChanges, holdForgetting } from './forget-answers.js';
import type { AnswerCache } from './answer-cache.js';
import type { Logger } from './logger.js';
import { createFailures, nameRequest } from './request-failures.js';
import { serveBatches } from './serve-batches.js';

export { createErrorFormat, type ErrorFormat, formatError } from './format-error.js';
export { isUnavailable } from './is-unavailable.js';
export { nameRequest } from './request-failures.js';

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
  /** With a schema: gives answers to queries again for a moment. */
  answers?: AnswerCache | undefined;
  /** How errors are told to the client. */
  formatError?: ErrorFormat;
  path?: string;
  /** Whether several requests may come as one, at `path`/batch. */
  takesBatches?: boolean;
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
  const { app, logger, context, answers, formatError = createErrorFormat(logger) } = given;
  const { path = '/graphql' } = given;
  const failures = createFailures();
  const { options, shortcut } = prepareExecution(given);
  const server = new ApolloServer<C>({
    ...options,
    logger: quiet(logger),
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => formatError(formatted, error, failures.requestOf(error)),
    plugins: [...(options.plugins ?? []), failures.plugin],
  });
  await server.start();
  const createContext = async (request: FastifyRequest, reply: FastifyReply): Promise<C> => {
    const made = nameRequest(await context(request, reply), request.id);
    return answers ? holdForgetting(made, () => answers.forget(request, reply)) : made;
  };
  const contextOf = shortcut ? oncePerRequest(createContext) : createContext;
  const handle = fastifyApolloHandler(server, { context: contextOf });
  const handler = (request: FastifyRequest, reply: FastifyReply) => {
    const answer = shortcut?.(request, reply, (one) => contextOf(one, reply));
    if (!answer) return handle.call(app, request, reply);
    return answer.then((body) => body ?? handle.call(app, request, reply));
  };
  app.route({ method: ['GET', 'POST', 'OPTIONS'], url: path, handler });
  if (given.takesBatches) serveBatches(app, path, handler, logger);
  app.addHook('onClose', async () => {
    await server.stop();
    failureLogOf(logger).flush();
  });
  return server;
}

/** A schema is executed by compiled-execution.ts; a gateway executes itself. */
function prepareExecution<C extends BaseContext>({
  apollo,
  shortcut,
  keepsAnswers,
  findDocument,
  answers,
}: GraphqlServerOptions<C>) {
  const { schema, plugins = [ApolloServerPluginLandingPageDisabled()], ...rest } = apollo;
  if (!schema) return { options: { ...rest, plugins } as ApolloServerOptions<C>, shortcut };
  const execution = createCompiledExecution(schema);
  const cacheHeader = keepsAnswers ? createCacheHeader(schema) : undefined;
  // Apollo Server's own plugin for the header would look at each field of each object.
  const ours = [
    ApolloServerPluginCacheControlDisabled(),
    sendCacheHeader(cacheHeader),
    ...(answers ? [forgetAnswersOfChanges] : []),
  ];
  return {
    options: {
      ...rest,
      gateway: execution.gateway,
      plugins: [...plugins, ...ours],
    } as ApolloServerOptions<C>,
    shortcut: compiledShortcut<C>({ execution, cacheHeader, findDocument, answers }),
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

/** Apollo Server narrates its life at info; that belongs at debug here. */
function quiet(logger: Logger) {
  return {
    debug: (message?: string) => logger.debug(message),
    info: (message?: string) => logger.debug(message),
    warn: (message?: string) => logger.warn(message),
    error: (message?: string) => logger.error(message),
  };
}
