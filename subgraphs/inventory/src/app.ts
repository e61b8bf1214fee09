/** Wiring of the HTTP process. Importing it does no I/O; the database is only asked by requests. */
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { JobsDesk } from '@tributary/messaging';
import { createIdentityVerifier, type Identity, type Jwk, type Logger } from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import { serveStream } from '@tributary/service/subgraph-stream';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse } from 'graphql';
import type { Context } from './context.js';
import type { Effects } from './effects.js';
import { createLoaders } from './loaders.js';
import { mountPictures } from './pictures.js';
import { resolvers } from './resolvers.js';
import type { Store } from './store.js';
import type { StockUpdates } from './subscriptions/stock-updates.js';

export interface AppOptions {
  logger: Logger;
  store: Store;
  effects: Effects;
  identityPublicKey: Jwk;
  introspection: boolean;
  publicImagesUrl: string;
  updates: StockUpdates;
  jobs: JobsDesk;
}

/** The fastify app, not yet listening. Closing it leaves the store open. */
export async function createApp({
  logger,
  store,
  effects,
  identityPublicKey,
  introspection,
  publicImagesUrl,
  updates,
  jobs,
}: AppOptions) {
  const typeDefs = parse(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'));
  const createContext = (identity: Identity): Context => {
    const context: Context = {
      identity,
      store,
      effects,
      updates,
      jobs,
      publicImagesUrl,
      loaders: createLoaders(store, identity.userId),
      renewLoaders: () => void (context.loaders = createLoaders(store, identity.userId)),
    };
    return context;
  };
  const shared = {
    logger,
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }),
    verifyIdentity: await createIdentityVerifier(identityPublicKey),
    createContext,
  };
  const app = await createSubgraphServer<Context>({
    ...shared,
    introspection,
    checks: { database: store.ping },
    bodyLimitBytes: 2_097_152,
  });
  serveStream(app, shared);
  app.addHook('preClose', () => updates.close());
  mountPictures(app);
  return app;
}
