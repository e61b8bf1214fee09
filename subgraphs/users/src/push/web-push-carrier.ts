/** Web Push: encrypted for the device (RFC 8291), signed by us (VAPID, RFC 8292), by the web-push library. */
import webPush from 'web-push';
import type { PushCarrier, PushOutcome } from '../commands/send-push.js';

export interface VapidKeys {
  /** P-256, base64url. */
  publicKey: string;
  privateKey: string;
  /** Whom a push service may write to: a mailto: or https: URL. */
  subject: string;
}

/** A device that was off for longer has the app look itself. */
const keptForSeconds = 24 * 3_600;
const timeoutMs = 10_000;

export const createWebPushCarrier =
  (vapid: VapidKeys): PushCarrier =>
  async ({ endpoint, p256dh, auth }, contents, signal) => {
    const { method, headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(contents),
      {
        vapidDetails: vapid,
        TTL: keptForSeconds,
        urgency: 'normal',
        // What is still under way for the same order is replaced.
        topic: contents.orderId.replaceAll('-', ''),
      },
    );
    const response = await fetch(endpoint, {
      method,
      headers: headers as Record<string, string>,
      body: new Uint8Array(body),
      // A push service that sends us elsewhere could send us anywhere.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return outcomeOf(response.status);
  };

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return 'SENT';
  if (status === 404 || status === 410) return 'GONE';
  return status === 429 || status >= 500 ? 'BUSY' : 'REFUSED';
}
