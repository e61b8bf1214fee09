/** What a verified webhook of Stripe's is about. Pure; nothing of it is believed but whom to ask about. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The event types that are followed; the endpoint at Stripe is to be subscribed to these. */
export const followedTypes: readonly string[] = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.succeeded',
  'charge.refunded',
  'charge.refund.updated',
  'refund.failed',
  'refund.updated',
];

const shape = z.object({
  id: z.string().min(1).max(255),
  type: z.string(),
  /** Seconds since 1970. */
  created: z.int().min(0).max(99_999_999_999),
  data: z.object({
    object: z.object({
      metadata: z.object({ order_id: z.uuid(), refund_id: z.uuid().optional().catch(undefined) }),
    }),
  }),
});

export interface Notice {
  /** The same for each delivery of one event. */
  id: string;
  orderId: string;
  /** Our id of the refund it is about, if we have started it. */
  refundId?: string;
}

/** Null for what does not concern us: other types, objects that are not of our making. */
export function toNotice(event: unknown): Notice | null {
  const { data: found } = shape.safeParse(event);
  if (!found || !followedTypes.includes(found.type)) return null;
  const { order_id: orderId, refund_id: refundId } = found.data.object.metadata;
  return { id: noticeId(found.id, found.created), orderId, ...(refundId && { refundId }) };
}

/**
 * Stripe's event id as the inbox has ids: a UUIDv7 whose time is the event's and whose rest is a hash
 * of the id. So repetitions meet, and the inbox, which forgets by the time in its ids, forgets it.
 */
export function noticeId(stripeId: string, createdSec: number): string {
  const time = (createdSec * 1000).toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(stripeId).digest('hex');
  const variant = ((parseInt(hash[3]!, 16) & 3) | 8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${hash.slice(0, 3)}`,
    `${variant}${hash.slice(4, 7)}`,
    hash.slice(7, 19),
  ].join('-');
}
