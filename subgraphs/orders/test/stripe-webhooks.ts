/** Webhooks as Stripe signs and sends them; computed here, not with the library that checks them. */
import { createHmac } from 'node:crypto';
import type { StripeEvent } from './stripe-books.js';

export const webhookSecret = 'whsec_5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH';

export interface Sending {
  secret?: string;
  /** When it was signed, in ms. */
  signedAt?: number;
  /** What is sent in place of what was signed. */
  body?: string;
  /** In place of the signature; null sends none. */
  signature?: string | null;
}

export function sign(body: string, secret = webhookSecret, signedAt = Date.now()): string {
  const timestamp = Math.floor(signedAt / 1000);
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${mac},v0=${'0'.repeat(64)}`;
}

/** Posts an event to the endpoint of the service at `origin`; answers its status and body. */
export async function sendWebhook(origin: string, event: StripeEvent | object, how: Sending = {}) {
  const signed = JSON.stringify(event, null, 2);
  const { signature = sign(signed, how.secret, how.signedAt), body = signed } = how;
  const response = await fetch(`${origin}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(signature !== null && { 'stripe-signature': signature }),
    },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
