/** Wiring of the web BFF. Importing it does no I/O; what it needs comes from the caller. */
import { readFileSync } from 'node:fs';
import fastifyCookie from '@fastify/cookie';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@tributary/service';
import { mountGraphql } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { GatewayClient } from '@tributary/service/gateway-client';
import type { FastifyInstance } from 'fastify';
import type { BffWebConfig } from './config.js';
import { type Context, createContext } from './context.js';
import { resolvers } from './resolvers.js';
import { refuseForeignMutations } from './same-origin.js';
import { createSessions } from './sessions/sessions.js';
import type { SessionStore } from './sessions/session-store.js';

export interface AppOptions {
  config: Pick<BffWebConfig, 'NODE_ENV' | 'BFF_WEB_SESSION_SECRET' | 'PUBLIC_WEB_URL'>;
  logger: Logger;
  gateway: GatewayClient;
  store: SessionStore;
}

/** The server, not yet listening. `close()` drains it; gateway client and store are the caller's to close. */
export async function createApp({
  config,
  logger,
  gateway,
  store,
}: AppOptions): Promise<FastifyInstance> {
  const production = config.NODE_ENV === 'production';
  const app = createHttpServer({
    logger,
    checks: { gateway: () => gateway.check(), sessions: () => store.ping() },
  });
  await app.register(fastifyCookie);
  const sessions = createSessions(store, config.BFF_WEB_SESSION_SECRET);
  const publicUrl = config.PUBLIC_WEB_URL;
  const apollo = await mountGraphql<Context>({
    app,
    logger,
    apollo: {
      typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      introspection: !production,
      csrfPrevention: true,
      plugins: [ApolloServerPluginLandingPageDisabled(), refuseForeignMutations],
    },
    context: (request, reply) =>
      createContext(request, reply, { gateway, sessions, secure: production, publicUrl }),
  });
  app.addHook('onClose', () => apollo.stop());
  return app;
}
