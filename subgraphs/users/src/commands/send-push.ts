import { type Delivery, PermanentError } from '@tributary/messaging';
import { Counter } from '@tributary/service';
import { type OrderNews, type PushContents, writePush } from '../domain/push-contents.js';
import type { PushSubscription, Store } from '../store.js';

/** The way to a device. What becomes of the push is told, never thrown, unless nobody answered. */
export type PushCarrier = (
  subscription: PushSubscription,
  contents: PushContents,
  signal: AbortSignal,
) => Promise<PushOutcome>;

/** GONE: the device does not want it any more. REFUSED: as it is, it will never be taken. BUSY: perhaps later. */
export type PushOutcome = 'SENT' | 'GONE' | 'REFUSED' | 'BUSY';

const pushes = new Counter({
  name: 'pushes_total',
  help: 'Pushes to devices, by what became of them.',
  labelNames: ['outcome'],
});

/**
 * Tells a device of an order. Sent twice after a crash, it shows once: the second takes the place of the
 * first on the device. One that could not be sent to the last is dropped: old news wakes nobody.
 * @throws Error to be tried again; PermanentError when our key or the request is at fault
 */
export async function sendPush(
  { store, carrier, now }: { store: Store; carrier: PushCarrier; now: () => Date },
  { sessionId, ...news }: OrderNews & { sessionId: string },
  { isLastAttempt, signal }: Pick<Delivery, 'isLastAttempt' | 'signal'>,
): Promise<void> {
  const subscription = await store.findPushSubscription(sessionId, now());
  if (!subscription) return;
  const outcome = await carrier(subscription, writePush(news), signal).catch(() => 'BUSY' as const);
  const isDropped = outcome === 'BUSY' && isLastAttempt;
  pushes.inc({ outcome: isDropped ? 'DROPPED' : outcome });
  if (outcome === 'GONE') await store.deletePushEndpoint(subscription.endpoint);
  if (outcome === 'REFUSED') throw new PermanentError('The push service does not take our pushes.');
  if (outcome === 'BUSY' && !isDropped)
    throw new Error('The push service is busy or out of reach.');
}
