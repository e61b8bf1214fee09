/**
 * POST /webhooks/stripe: where Stripe says that something happened. The signature is checked on the
 * bytes as they came; what is signed only raises a question, which the event process asks.
 */
import { errorBody } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import Stripe from 'stripe';
import type { EventEnvironment } from '../../commands/environment.js';
import { takeNotice } from './take-notice.js';
import { toNotice } from './webhook-event.js';

export interface WebhookRouteOptions {
  env: EventEnvironment;
  /** The endpoint's secret. Never logged. */
  secret: string;
  /** An older signature is refused, so that a recorded request cannot be played back later. */
  toleranceSec?: number;
  bodyLimitBytes?: number;
}

export function serveStripeWebhooks(app: FastifyInstance, options: WebhookRouteOptions): void {
  const { env, secret, toleranceSec = 300, bodyLimitBytes = 262_144 } = options;
  // In a scope of its own, where bodies of whatever type stay bytes.
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    scope.post('/webhooks/stripe', { bodyLimit: bodyLimitBytes }, async (request, reply) => {
      const signature = request.headers['stripe-signature'];
      const event = verified(request.body, signature);
      if (!event)
        return reply
          .code(400)
          .send(errorBody('BAD_REQUEST', 'Stripe-Signature does not fit this body and this time.'));
      const notice = toNotice(event);
      const outcome = notice ? await takeNotice(env, notice) : 'IGNORED';
      env.logger.debug({ orderId: notice?.orderId, outcome }, 'webhook of Stripe');
      return { received: true };
    });
    done();
  });

  /** The event, or undefined for what Stripe did not sign, or not lately. */
  function verified(body: unknown, signature: unknown): unknown {
    try {
      if (!Buffer.isBuffer(body) || typeof signature !== 'string') throw new Error('unsigned');
      const receivedAtMs = env.now().getTime();
      return Stripe.webhooks.constructEvent(
        body,
        signature,
        secret,
        toleranceSec,
        undefined,
        receivedAtMs,
      );
    } catch {
      // Not the library's error: it carries the whole body.
      env.logger.warn(
        { isSigned: signature !== undefined },
        'webhook with a bad signature refused',
      );
      return undefined;
    }
  }
}
