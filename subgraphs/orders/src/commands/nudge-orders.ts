/**
 * Asks again for what orders wait for too long: a message that was lost, or given up as a dead letter,
 * leaves no order stuck. Consumers absorb a question they have answered.
 */
import { remindersFor } from '../domain/reminders.js';
import type { DueBefore, Transaction } from '../store.js';
import { append } from './change-order.js';
import type { EventEnvironment } from './environment.js';

/** How long an order may wait before it is asked again, and between two questions. */
export interface NudgeAfter {
  /** For inventory to set the stock aside. */
  stockMs: number;
  /** For the payment; longer than a reservation lives, which ends most of these orders. */
  paymentMs: number;
  /** For a refund, or for a payment to be given up. */
  settlementMs: number;
}

const batchSize = 100;

/**
 * Batch by batch until no order is due or `signal` aborts. Any number of workers may do it at the same time.
 * @returns how many orders were asked about again
 */
export async function nudgeOrders(
  env: EventEnvironment,
  after: NudgeAfter,
  signal?: AbortSignal,
): Promise<number> {
  const at = env.now();
  const before = (durationMs: number) => new Date(at.getTime() - durationMs);
  const due = {
    stock: before(after.stockMs),
    payment: before(after.paymentMs),
    settlement: before(after.settlementMs),
  };
  let total = 0;
  for (;;) {
    const nudged = await env.store.transaction((tx) => nudgeBatch(tx, env, due, at));
    total += nudged;
    if (nudged < batchSize || signal?.aborted) return total;
  }
}

async function nudgeBatch(
  tx: Transaction,
  env: EventEnvironment,
  due: DueBefore,
  at: Date,
): Promise<number> {
  const ids = await tx.lockWaiting(due, batchSize);
  if (ids.length === 0) return 0;
  const reminders = (await tx.orderStates(ids)).map((order) => ({
    id: order.id,
    events: remindersFor(order),
  }));
  await append(
    tx,
    env,
    reminders.flatMap(({ events }) => events),
    at,
  );
  const idsOf = (isWaiting: boolean) =>
    reminders.filter(({ events }) => events.length > 0 === isWaiting).map(({ id }) => id);
  await tx.saveWaiting(idsOf(true), at);
  await tx.saveWaiting(idsOf(false), null);
  return ids.length;
}
