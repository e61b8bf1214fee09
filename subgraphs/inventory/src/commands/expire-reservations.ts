import { release, sumLines } from '../domain/stock.js';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store, StoreTransaction } from '../store.js';
import { lockAvailable } from './apply-decision.js';

const batchSize = 100;

/**
 * Frees the stock of reservations that ran out, batch by batch until none is left or `signal` aborts.
 * Any number of workers may do it at the same time: each reservation expires once.
 * @returns how many expired here
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
  const due = await tx.lockDueReservations(at, batchSize);
  if (due.length === 0) return 0;
  await lockAvailable(tx, sumLines(due.flatMap(({ lines }) => lines)));
  const movements = due.flatMap(({ orderId, lines }) =>
    release(lines).map((change) => ({ ...change, orderId })),
  );
  await tx.moveStock(movements, { at, createId: effects.createId });
  await tx.markExpired(
    due.map(({ orderId }) => orderId),
    at,
  );
  await tx.append(
    due.map(({ orderId }) => createEvent('ReservationExpired', orderId, { orderId }, effects)),
  );
  return due.length;
}
