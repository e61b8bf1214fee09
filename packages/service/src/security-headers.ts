/** What every answer tells browsers not to do. */
import type { FastifyInstance } from 'fastify';

/** Scripts, styles and calls are the shop's own; pictures may be anywhere that is encrypted, or ours by its public name. */
const contentSecurityPolicy = (publicUrl: string | undefined) =>
  [
    "default-src 'self'",
    `img-src 'self' data: https:${publicUrl ? ` ${new URL(publicUrl).origin}` : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const headers = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(self)',
};

/** A year, and only where browsers reach us by HTTPS. */
const strictTransport = { 'strict-transport-security': 'max-age=31536000' };

export function sendSecurityHeaders(
  app: FastifyInstance,
  { secure, publicUrl }: { secure: boolean; publicUrl: string | undefined },
): void {
  const policy = { 'content-security-policy': contentSecurityPolicy(publicUrl) };
  const all = { ...headers, ...policy, ...(secure && strictTransport) };
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(all);
    done();
  });
}
