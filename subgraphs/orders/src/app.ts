/** Wiring of the HTTP process; importing it does no I/O. */
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import type { JobsDesk } from '@tributary/messaging';
import { createId, createIdentityVerifier, type Logger } from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import { serveStream } from '@tributary/service/subgraph-stream';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import type { Environment } from './commands/environment.js';
import type { MainConfig } from './config.js';
import { createContext } from './context.js';
import { type Catalogue } from './quotes/catalogue.js';
import { resolvers } from './resolvers.js';
import type { Store } from './store.js';
import type { OrderUpdates } from './subscriptions/order-updates.js';

export interface AppOptions {
  config: Pick<MainConfig, 'NODE_ENV' | 'IDENTITY_PUBLIC_KEY'> &
    Partial<Pick<MainConfig, 'PAYMENT_PROVIDER' | 'STRIPE_WEBHOOK_SECRET'>>;
  logger: Logger;
  store: Store;
  catalogue: Catalogue;
  updates: OrderUpdates;
  jobs: JobsDesk;
  now?: () => Date;
}

/** The orders service, not yet listening. Closing it ends the streams, but not the store. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, logger, store, catalogue, updates, jobs, now = () => new Date() } = options;
  const env: Environment = { store, catalogue, logger, now, createId };
  const typeDefs = parse(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'));
  const shared = {
    logger,
    schema: buildSubgraphSchema({ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }),
    verifyIdentity: await createIdentityVerifier(config.IDENTITY_PUBLIC_KEY),
    createContext: createContext(env, updates, jobs),
  };
  const app = await createSubgraphServer({
    ...shared,
    introspection: config.NODE_ENV !== 'production',
    checks: { database: () => store.ping() },
  });
  serveStream(app, shared);
  if (config.PAYMENT_PROVIDER === 'stripe' && config.STRIPE_WEBHOOK_SECRET) {
    // Loaded here: only who uses Stripe pays for its library.
    const { serveStripeWebhooks } = await import('./payments/stripe/webhook-route.js');
    serveStripeWebhooks(app, { env, secret: config.STRIPE_WEBHOOK_SECRET });
  }
  app.addHook('preClose', () => updates.close());
  return app;
}
