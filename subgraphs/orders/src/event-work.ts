/** What the event process does, apart from its configuration and its connections. */
import { type EventName, subscribersOf } from '@tributary/contracts';
import { type Broker, consumeEvents, startRelay } from '@tributary/messaging';
import { type NudgeAfter, nudgeOrders } from './commands/nudge-orders.js';
import type { PaymentEnvironment } from './consumers/environment.js';
import { paymentHandlers } from './consumers/payment.js';
import { sagaHandlers } from './consumers/saga.js';
import type { Transaction } from './store.js';

export interface EventWorkOptions {
  databaseUrl: string;
  broker: Broker;
  env: PaymentEnvironment;
  /** Events of the queue `orders` at the same time. */
  sagaConcurrency: number;
  /** Events of the queue `orders-payment` at the same time. */
  paymentConcurrency: number;
  nudgeAfter: NudgeAfter;
  /** How often is looked for orders that wait too long. */
  nudgeEveryMs: number;
}

/** Starts both queues, the schedule and the relay. Stop it before the broker. */
export function startEventWork(options: EventWorkOptions): { stop(): Promise<void> } {
  const { databaseUrl, broker, env, sagaConcurrency, paymentConcurrency } = options;
  const transaction = (work: (tx: Transaction) => Promise<void>) => env.store.transaction(work);
  const shared = { broker, logger: env.logger, transaction };
  consumeEvents({
    ...shared,
    subscriber: 'orders',
    handlers: sagaHandlers(env),
    batchLocks: 'by key',
    concurrency: sagaConcurrency,
  });
  consumeEvents({
    ...shared,
    subscriber: 'orders-payment',
    outsideHandlers: paymentHandlers(env),
    concurrency: paymentConcurrency,
  });
  broker.schedule('orders.nudge', options.nudgeEveryMs, async (signal) => {
    const nudged = await nudgeOrders(env, options.nudgeAfter, signal);
    if (nudged > 0)
      env.logger.warn({ nudged }, 'orders waited too long and were asked about again');
  });
  return startRelay({
    databaseUrl,
    broker,
    logger: env.logger,
    subscribersOf: (name) => subscribersOf(name as EventName),
  });
}
