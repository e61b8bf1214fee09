/**
 * What every answer tells a browser: that it is data and not a page, whatever it looks like. Pages (the
 * explorer) say more themselves. HTTPS and its headers are the business of who ends TLS.
 */
import type { FastifyInstance } from 'fastify';

const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Call before the routes are registered. */
export function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(securityHeaders);
    done();
  });
}
