/**
 * What every answer tells a browser: that it is data and not a page, whatever it looks like. Pages (the
 * explorer) say more themselves. TLS ends in front of the gateway, which only knows of it when it is told.
 */
import type { FastifyInstance } from 'fastify';

const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A year: browsers come by https alone, whatever a link says. */
const transportSecurity = { 'strict-transport-security': 'max-age=31536000' };

/**
 * Call before the routes are registered.
 * @param isPublicHttps whether browsers reach the gateway by https
 */
export function addSecurityHeaders(app: FastifyInstance, isPublicHttps: boolean): void {
  const headers = { ...securityHeaders, ...(isPublicHttps && transportSecurity) };
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
