import { cartAbandoned } from '../domain/abandoned-cart.js';
import type { Transaction } from '../store.js';
import { append } from './change-order.js';
import type { EventEnvironment } from './environment.js';

const batchSize = 100;

/**
 * States CartAbandoned for each cart that was left alone for `abandonedAfterMs`, batch by batch until
 * none is left or `signal` aborts: once per cart until it changes, however many workers do it at the
 * same time. A buyer who has ordered since the cart was touched is left in peace.
 * @returns how many were stated here
 */
export async function remindOfCarts(
  env: EventEnvironment,
  abandonedAfterMs: number,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  for (;;) {
    const { claimed, stated } = await env.store.transaction((tx) =>
      remindBatch(tx, env, abandonedAfterMs),
    );
    total += stated;
    if (claimed < batchSize || signal?.aborted) return total;
  }
}

async function remindBatch(tx: Transaction, env: EventEnvironment, abandonedAfterMs: number) {
  const now = env.now();
  const untouchedSince = new Date(now.getTime() - abandonedAfterMs);
  const carts = await tx.claimAbandonedCarts(untouchedSince, now, batchSize);
  const buyerIds = carts.filter(({ hasOrdered }) => !hasOrdered).map(({ userId }) => userId);
  const lines = await tx.cartLinesByUsers(buyerIds);
  const events = [...lines].map(([userId, cart]) => cartAbandoned(userId, cart));
  await append(tx, env, events, now);
  return { claimed: carts.length, stated: events.length };
}
