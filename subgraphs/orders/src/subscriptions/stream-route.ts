/**
 * POST /graphql/stream: subscriptions over server-sent events (graphql-sse, one connection each).
 * The same identity is asked for as at /graphql, and errors are coded and masked the same way.
 */
import { CodedError, type Identity, type Logger } from '@tributary/service';
import { formatError } from '@tributary/service/graphql-server';
import { errorBody } from '@tributary/service/http-server';
import { identify } from '@tributary/service/subgraph-server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import type { Context } from '../context.js';

/** The same, as a type that graphql-sse takes for a record. */
type StreamContext = Pick<Context, keyof Context>;

export interface StreamRouteOptions {
  schema: GraphQLSchema;
  logger: Logger;
  verifyIdentity: (token: string | undefined) => Promise<Identity | null>;
  createContext: (identity: Identity) => Context;
}

export function serveStream(app: FastifyInstance, options: StreamRouteOptions): void {
  const { schema, logger, verifyIdentity, createContext } = options;
  const identities = new WeakMap<FastifyRequest, Identity>();
  const handler = createHandler<StreamContext>({
    schema,
    authenticate: () => null,
    context: ({ raw }) => createContext(identities.get(raw)!),
    onSubscribe: (_request, { query, operationName }) => refuseOthers(query, operationName),
    onNext: (_context, _request, result) => masked(result as ExecutionResult, logger),
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

function masked(result: ExecutionResult, logger: Logger): ExecutionResult {
  if (!result.errors) return result;
  return {
    ...result,
    errors: result.errors.map((error) => {
      const { message, extensions } = formatError(error.toJSON(), error, logger);
      return new GraphQLError(message, { nodes: error.nodes, path: error.path, extensions });
    }),
  };
}
