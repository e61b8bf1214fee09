/** Wiring of the web BFF. Importing it does no I/O; what it needs comes from the caller. */
import { readFileSync } from 'node:fs';
import fastifyCookie from '@fastify/cookie';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { Logger } from '@tributary/service';
import { createAnswerCache } from '@tributary/service/answer-cache';
import { serveClientApp } from '@tributary/service/client-app';
import { mountGraphql } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { GatewayClient } from '@tributary/service/gateway-client';
import type { GatewayEvents } from '@tributary/service/gateway-events';
import { sendSecurityHeaders } from '@tributary/service/security-headers';
import { compressAnswers } from '@tributary/service/small-answers';
import type { FastifyInstance } from 'fastify';
import type { BffWebConfig } from './config.js';
import { type Context, createContext } from './context.js';
import { serveStreams } from './live/stream-route.js';
import { resolvers } from './resolvers.js';
import { servePictures } from './storefront/serve-pictures.js';
import { sessionCookieName } from './session-cookie.js';
import { refuseForeignMutations } from './same-origin.js';
import { createSessions } from './sessions/sessions.js';
import type { SessionStore } from './sessions/session-store.js';

export interface AppOptions {
  config: Pick<
    BffWebConfig,
    'NODE_ENV' | 'BFF_WEB_SESSION_SECRET' | 'PUBLIC_WEB_URL' | 'STOREFRONT_DIR' | 'INVENTORY_URL'
  > &
    Partial<Pick<BffWebConfig, 'ANSWERS_KEPT_MS'>>;
  logger: Logger;
  gateway: GatewayClient;
  events: GatewayEvents;
  store: SessionStore;
}

/** The server, not yet listening. `close()` drains it; gateway client and store are the caller's to close. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, logger, gateway, events, store } = options;
  const production = config.NODE_ENV === 'production';
  const app = createHttpServer({
    logger,
    checks: { gateway: () => gateway.check(), sessions: () => store.ping() },
  });
  sendSecurityHeaders(app, { secure: production, publicUrl: config.PUBLIC_WEB_URL });
  // No answer holds a secret of the session: there is nothing that its length could tell.
  compressAnswers(app, {
    thresholdLength: 2_048,
    brotliQuality: 4,
    gzipLevel: 1,
    appliesTo: ({ routeOptions }) => routeOptions.url === '/graphql',
  });
  await app.register(fastifyCookie);
  const sessions = createSessions(store, config.BFF_WEB_SESSION_SECRET);
  const publicUrl = config.PUBLIC_WEB_URL;
  const shared = { gateway, events, sessions, secure: production, publicUrl };
  const answers = createAnswerCache({
    keptMs: config.ANSWERS_KEPT_MS ?? 0,
    callerOf: ({ cookies }) => cookies[sessionCookieName(production)] ?? '',
    cookie: { secure: production },
  });
  const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');
  const schema = makeExecutableSchema({ typeDefs, resolvers });
  const apollo = await mountGraphql<Context>({
    app,
    logger,
    answers,
    apollo: {
      schema,
      introspection: !production,
      csrfPrevention: true,
      plugins: [ApolloServerPluginLandingPageDisabled(), refuseForeignMutations],
    },
    context: (request, reply) => createContext(request, reply, shared),
  });
  serveStreams(app, {
    schema,
    logger,
    answers,
    createContext: (request, reply, signal) => createContext(request, reply, { ...shared, signal }),
  });
  servePictures(app, config.INVENTORY_URL);
  await serveClientApp(app, config.STOREFRONT_DIR);
  app.addHook('onClose', () => apollo.stop());
  return app;
}
