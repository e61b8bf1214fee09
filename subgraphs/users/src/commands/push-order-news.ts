import type { EventOf } from '@tributary/contracts';
import { appendEvents } from '@tributary/messaging';
import type { OrderMailEvent } from '../domain/mail-contents.js';
import type { Transaction } from '../store.js';
import { type EventEnvironment, userEvent } from './environment.js';

/** Queues a push for each device of the buyer's that wants to be told; they are sent after the commit. */
export async function pushOrderNews<N extends OrderMailEvent>(
  env: EventEnvironment,
  tx: Transaction,
  { name: news, payload: { buyerId, orderId, orderNumber } }: EventOf<N>,
): Promise<void> {
  const sessions = await tx.findPushSessions(buyerId, env.now());
  const queued = sessions.map((sessionId) =>
    userEvent(env, 'PushQueued', sessionId, { sessionId, orderId, orderNumber, news }),
  );
  if (queued.length > 0) await appendEvents(tx, queued);
}
