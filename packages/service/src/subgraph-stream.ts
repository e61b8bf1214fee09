/**
 * POST /graphql/stream: subscriptions over server-sent events (graphql-sse, one connection each).
 * The same identity is asked for as at /graphql, and errors are coded and masked the same way.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { CodedError } from './errors.js';
import { formatResult } from './format-result.js';
import { errorBody } from './http-server.js';
import type { Identity } from './identity.js';
import type { Logger } from './logger.js';
import { identify } from './subgraph-server.js';

export interface StreamRouteOptions<Context extends object> {
  schema: GraphQLSchema;
  logger: Logger;
  verifyIdentity: (token: string | undefined) => Promise<Identity | null>;
  /** Makes the context of one subscription. */
  createContext: (identity: Identity) => Context;
}

export function serveStream<Context extends object>(
  app: FastifyInstance,
  options: StreamRouteOptions<Context>,
): void {
  const { schema, logger, verifyIdentity, createContext } = options;
  const identities = new WeakMap<FastifyRequest, Identity>();
  const handler = createHandler<Record<PropertyKey, unknown>>({
    schema,
    authenticate: () => null,
    context: ({ raw }) => createContext(identities.get(raw)!) as Record<PropertyKey, unknown>,
    onSubscribe: (_request, { query, operationName }) => refuseOthers(query, operationName),
    onNext: (_context, _request, result) =>
      formatResult(result as ExecutionResult, logger) as ExecutionResult,
  });
  app.post('/graphql/stream', async (request, reply): Promise<void> => {
    const identity = await identify(request, verifyIdentity).catch(() => null);
    if (!identity) {
      await reply.code(401).send(errorBody('IDENTITY_REQUIRED'));
    } else if (request.headers.accept !== 'text/event-stream') {
      await reply.code(406).send(errorBody('BAD_REQUEST', 'Accept must be text/event-stream.'));
    } else {
      identities.set(request, identity);
      reply.hijack();
      await handler(request, reply).catch((error: unknown) => {
        logger.error({ err: error }, 'a stream failed');
        reply.raw.destroy();
      });
    }
  });
}

/** Queries and mutations belong to /graphql, where they are measured and bounded. */
function refuseOthers(query: string, operationName?: string | null): ExecutionResult | undefined {
  try {
    const operation = getOperationAST(parse(query), operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
  } catch {
    return undefined; // graphql-sse reports what cannot be parsed
  }
  const error = new CodedError('BAD_REQUEST', 'Only subscriptions are served here.');
  return { data: null, errors: [error] };
}
