/** Wiring of the mobile BFF. Importing it does no I/O; what it needs comes from the caller. */
import { readFileSync } from 'node:fs';
import type { Logger } from '@tributary/service';
import { mountGraphql } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { GatewayClient } from '@tributary/service/gateway-client';
import type { FastifyInstance } from 'fastify';
import type { BffMobileConfig } from './config.js';
import { type Context, createContext } from './context.js';
import { resolvers } from './resolvers.js';

export interface AppOptions {
  config: Pick<BffMobileConfig, 'NODE_ENV'>;
  logger: Logger;
  gateway: GatewayClient;
}

/** The server, not yet listening. `close()` drains it; the gateway client is the caller's to close. */
export async function createApp({ config, logger, gateway }: AppOptions): Promise<FastifyInstance> {
  const app = createHttpServer({ logger, checks: { gateway: () => gateway.check() } });
  const apollo = await mountGraphql<Context>({
    app,
    logger,
    apollo: {
      typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
      resolvers,
      introspection: config.NODE_ENV !== 'production',
    },
    context: async (request) => createContext(request, gateway),
  });
  app.addHook('onClose', () => apollo.stop());
  return app;
}
