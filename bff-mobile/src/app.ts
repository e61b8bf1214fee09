/** Wiring of the mobile BFF. Importing it does no I/O; what it needs comes from the caller. */
import { readFileSync } from 'node:fs';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { Logger } from '@tributary/service';
import { createAnswerCache } from '@tributary/service/answer-cache';
import { mountGraphql } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { GatewayClient } from '@tributary/service/gateway-client';
import type { FastifyInstance } from 'fastify';
import type { BffMobileConfig } from './config.js';
import { type Context, createContext } from './context.js';
import type { ReleasedDocuments } from './documents/released-documents.js';
import { documentStoreOf, requireReleased } from './documents/require-released.js';
import { sendSmallAnswers } from './documents/small-answers.js';
import { resolvers } from './resolvers.js';
import { serveApp } from './serve-app.js';
import { createSyncTokens } from './sync/sync-token.js';
import { createPictures } from './views/image.js';

export interface AppOptions {
  config: Pick<BffMobileConfig, 'NODE_ENV' | 'MOBILE_SYNC_SECRET' | 'IMAGE_RESIZER_URL'> &
    Partial<Pick<BffMobileConfig, 'MOBILE_APP_DIR' | 'PUBLIC_IMAGES_URL' | 'ANSWERS_KEPT_MS'>>;
  logger: Logger;
  gateway: GatewayClient;
  documents: ReleasedDocuments;
  now?: () => Date;
}

/** The server, not yet listening. `close()` drains it; the gateway client is the caller's to close. */
export async function createApp({
  config,
  logger,
  gateway,
  documents,
  now = () => new Date(),
}: AppOptions): Promise<FastifyInstance> {
  const app = createHttpServer({ logger, checks: { gateway: () => gateway.check() } });
  const isProduction = config.NODE_ENV === 'production';
  const syncTokens = createSyncTokens(config.MOBILE_SYNC_SECRET);
  const pictures = createPictures(config.IMAGE_RESIZER_URL);
  sendSmallAnswers(app);
  requireReleased(app, documents, isProduction);
  const typeDefs = readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');
  const apollo = await mountGraphql<Context>({
    app,
    logger,
    answers: createAnswerCache({
      keptMs: config.ANSWERS_KEPT_MS ?? 0,
      callerOf: ({ headers }) => headers.authorization ?? '',
    }),
    findDocument: (hash) => documents.find(hash),
    apollo: {
      schema: makeExecutableSchema({ typeDefs, resolvers }),
      introspection: !isProduction,
      persistedQueries: { cache: documentStoreOf(documents), ttl: null },
    },
    context: async (request) => createContext(request, { gateway, syncTokens, now, pictures }),
  });
  const { MOBILE_APP_DIR: folder, PUBLIC_IMAGES_URL: picturesUrl } = config;
  if (folder) await serveApp(app, { folder, secure: isProduction, picturesUrl });
  app.addHook('onClose', () => apollo.stop());
  return app;
}
