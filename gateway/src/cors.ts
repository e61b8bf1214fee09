/**
 * Which pages of other origins may call the gateway from a browser. It has no cookies, so credentials
 * are never allowed across origins.
 */
import type { FastifyInstance } from 'fastify';

const allowedHeaders =
  'content-type, authorization, apollo-require-preflight, apollographql-client-name, ' +
  'apollographql-client-version, x-request-id, x-timeout-ms, x-query-plan, traceparent';

/** Call before the routes are registered. */
export function allowOrigins(app: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (!origin || !origins.includes(origin)) return;
    void reply.header('access-control-allow-origin', origin);
    void reply.header('access-control-expose-headers', 'x-request-id');
    if (request.method !== 'OPTIONS') return;
    void reply.header('access-control-allow-methods', 'GET, POST');
    void reply.header('access-control-allow-headers', allowedHeaders);
    void reply.header('access-control-max-age', '600');
    await reply.code(204).send();
  });
}
