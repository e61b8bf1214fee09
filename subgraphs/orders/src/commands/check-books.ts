/**
 * The nightly check of orders' books: its own, against the payment provider's, and, through an event,
 * against inventory's. What does not hold is logged, counted at /metrics, and stated, so that staff hear
 * of it.
 */
import type { EventName, EventPayload } from '@tributary/contracts';
import { checkOwnBooks, quietOrders } from '@tributary/reconciliation';
import { append } from './change-order.js';
import type { EventEnvironment } from './environment.js';

export interface BooksEnvironment extends EventEnvironment {
  /** The books are read on a connection of their own, which cannot write. */
  databaseUrl: string;
  /** An order that waits for stock or payment longer than this is late. */
  timeoutSeconds: number;
  /** Whose books payments are compared with, as PAYMENT_PROVIDER says. */
  providerName: string;
}

const hourMs = 3_600_000;
/** Nothing is on its way to an order that has not changed for so long. */
const quietMs = hourMs;
/** Two nights: when one was missed, the next makes up for it, and saying a thing twice does no harm. */
const lookBackMs = 49 * hourMs;

export async function checkBooks(env: BooksEnvironment, signal?: AbortSignal): Promise<void> {
  const { databaseUrl, logger, timeoutSeconds, providerName } = env;
  const checks = await checkOwnBooks({
    service: 'orders',
    databaseUrl,
    logger,
    timeoutSeconds,
    provider: providerName,
    signal,
  });
  const checkedAt = env.now().toISOString();
  if (checks.length > 0)
    await state(env, 'BooksDisagree', { service: 'orders', checks, checkedAt });
  await auditOrders(env, signal);
}

/** States what each order that changed lately, and is quiet now, should hold of the stock. */
export async function auditOrders(env: BooksEnvironment, signal?: AbortSignal): Promise<void> {
  const now = env.now().getTime();
  const window = { since: new Date(now - lookBackMs), until: new Date(now - quietMs) };
  for await (const orders of quietOrders(env.databaseUrl, window)) {
    signal?.throwIfAborted();
    await state(env, 'OrdersAudited', { orders });
  }
}

function state<N extends 'BooksDisagree' | ('OrdersAudited' & EventName)>(
  env: BooksEnvironment,
  name: N,
  payload: EventPayload<N>,
): Promise<void> {
  const event = { name, key: 'orders', payload } as Parameters<typeof append>[2][number];
  return env.store.transaction((tx) => append(tx, env, [event], env.now()));
}
