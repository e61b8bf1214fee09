import type { FastifyInstance } from 'fastify';
import type { AccessTokens } from './access-tokens.js';

/**
 * Publishes the keys that verify access tokens. They may be cached for five minutes: in a rotation,
 * publish the new key's service before the old key is dropped, and drop it when its tokens are over.
 */
export function serveJwks(app: FastifyInstance, { jwks }: AccessTokens): void {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=300, stale-while-revalidate=600')
      .type('application/jwk-set+json')
      .send(jwks),
  );
}
