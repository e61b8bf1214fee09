/** The HTTP process of a subgraph: the shared front, GraphQL, and nobody but the gateway let in. */
import type { BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { CodedError } from './errors.js';
import { mountGraphql } from './graphql-server.js';
import { createHttpServer, type HttpServerOptions } from './http-server.js';
import { type Identity, identityHeader } from './identity.js';
import { tellStatedChanges } from './stated-changes.js';

export interface SubgraphServerOptions<C extends BaseContext> extends HttpServerOptions {
  schema: GraphQLSchema;
  introspection: boolean;
  verifyIdentity: (token: string | undefined) => Promise<Identity | null>;
  /** The per-request context: fresh loaders for this caller. */
  createContext: (identity: Identity, request: FastifyRequest) => C;
}

/** A subgraph that is not yet listening. `close()` of the app drains it. */
export async function createSubgraphServer<C extends BaseContext>(
  options: SubgraphServerOptions<C>,
): Promise<FastifyInstance> {
  const app = createHttpServer(options);
  await mountGraphql<C>({
    app,
    logger: options.logger,
    keepsAnswers: true,
    apollo: {
      schema: options.schema,
      introspection: options.introspection,
      plugins: [ApolloServerPluginLandingPageDisabled(), tellStatedChanges],
    },
    context: async (request) =>
      options.createContext(await identify(request, options.verifyIdentity), request),
  });
  return app;
}

/** The verified caller. @throws CodedError IDENTITY_REQUIRED (HTTP 401) for anything unsigned. */
export async function identify(
  request: FastifyRequest,
  verifyIdentity: (token: string | undefined) => Promise<Identity | null>,
): Promise<Identity> {
  const header = request.headers[identityHeader];
  const identity = await verifyIdentity(typeof header === 'string' ? header : undefined);
  if (identity) return identity;
  throw new CodedError('IDENTITY_REQUIRED', undefined, { extensions: { http: { status: 401 } } });
}
