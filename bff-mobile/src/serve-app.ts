/**
 * The installable web app, served beside the API where there is a build of it. The headers for browsers go with the
 * app's files alone: a native app pays no bytes for them.
 */
import { serveClientApp } from '@tributary/service/client-app';
import { sendSecurityHeaders } from '@tributary/service/security-headers';
import type { FastifyInstance } from 'fastify';

export interface ServedApp {
  /** Folder of the build. */
  folder: string;
  /** Whether browsers reach us by HTTPS. */
  secure: boolean;
  /** Where the shop's pictures are, when that is not encrypted. */
  picturesUrl: string | undefined;
}

/** As the app's build names it. */
const serviceWorker = '/service-worker.js';

/** The worker keeps pictures for later, and so must be allowed to ask for what a page only shows. */
const workerPolicy = (picturesUrl: string | undefined) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self'",
    `connect-src 'self' https:${picturesUrl ? ` ${new URL(picturesUrl).origin}` : ''}`,
  ].join('; ');

export async function serveApp(
  app: FastifyInstance,
  { folder, secure, picturesUrl }: ServedApp,
): Promise<void> {
  await app.register(async (scope) => {
    sendSecurityHeaders(scope, { secure, publicUrl: picturesUrl });
    scope.addHook('onRequest', (request, reply, done) => {
      if (request.url === serviceWorker)
        void reply.header('content-security-policy', workerPolicy(picturesUrl));
      done();
    });
    await serveClientApp(scope, folder);
  });
}
