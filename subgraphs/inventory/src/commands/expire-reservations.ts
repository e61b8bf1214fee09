import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store, StoreTransaction } from '../store.js';

const batchSize = 100;
/** How long orders has to answer before it is asked again. */
const askAgainMs = 60_000;

/**
 * Says of reservations that they ran out, batch by batch until none is left or `signal` aborts. Their
 * stock stays set aside until orders answers with OrderCancelled or OrderConfirmed: the order may have
 * been paid a moment ago, and its goods may even have left. Any number of workers may do it at the same
 * time: each reservation is said to have run out once a minute at most.
 * @returns how many were told of here
 */
export async function expireReservations(
  store: Store,
  effects: Effects,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  for (;;) {
    const expired = await store.transaction((tx) => expireBatch(tx, effects));
    total += expired;
    if (expired < batchSize || signal?.aborted) return total;
  }
}

async function expireBatch(tx: StoreTransaction, effects: Effects): Promise<number> {
  const at = effects.now();
  const askAgainAt = new Date(at.getTime() + askAgainMs);
  const orderIds = await tx.postponeDueReservations(at, askAgainAt, batchSize);
  await tx.append(
    orderIds.map((orderId) => createEvent('ReservationExpired', orderId, { orderId }, effects)),
  );
  return orderIds.length;
}
