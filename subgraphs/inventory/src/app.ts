/** Wiring of the HTTP process. Importing it does no I/O; the database is only asked by requests. */
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createIdentityVerifier, type Jwk, type Logger } from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse } from 'graphql';
import type { Context } from './context.js';
import type { Effects } from './effects.js';
import { createLoaders } from './loaders.js';
import { mountPictures } from './pictures.js';
import { resolvers } from './resolvers.js';
import type { Store } from './store.js';

export interface AppOptions {
  logger: Logger;
  store: Store;
  effects: Effects;
  identityPublicKey: Jwk;
  introspection: boolean;
  publicImagesUrl: string;
}

/** The fastify app, not yet listening. Closing it leaves the store open. */
export async function createApp({
  logger,
  store,
  effects,
  identityPublicKey,
  introspection,
  publicImagesUrl,
}: AppOptions) {
  const typeDefs = parse(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'));
  const app = await createSubgraphServer<Context>({
    logger,
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }),
    introspection,
    checks: { database: store.ping },
    bodyLimitBytes: 2_097_152,
    verifyIdentity: await createIdentityVerifier(identityPublicKey),
    createContext: (identity) => ({
      identity,
      store,
      effects,
      publicImagesUrl,
      loaders: createLoaders(store, identity.userId),
    }),
  });
  mountPictures(app);
  return app;
}
