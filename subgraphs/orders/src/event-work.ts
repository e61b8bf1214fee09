/** What the event process does, apart from its configuration and its connections. */
import { type EventName, subscribersOf } from '@tributary/contracts';
import { type Broker, consumeEvents, startRelay } from '@tributary/messaging';
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
}

/** Starts both queues and the relay. Stop it before the broker. */
export function startEventWork(options: EventWorkOptions): { stop(): Promise<void> } {
  const { databaseUrl, broker, env, sagaConcurrency, paymentConcurrency } = options;
  const transaction = (work: (tx: Transaction) => Promise<void>) => env.store.transaction(work);
  const shared = { broker, logger: env.logger, transaction };
  consumeEvents({
    ...shared,
    subscriber: 'orders',
    handlers: sagaHandlers(env),
    concurrency: sagaConcurrency,
  });
  consumeEvents({
    ...shared,
    subscriber: 'orders-payment',
    outsideHandlers: paymentHandlers(env),
    concurrency: paymentConcurrency,
  });
  return startRelay({
    databaseUrl,
    broker,
    logger: env.logger,
    subscribersOf: (name) => subscribersOf(name as EventName),
  });
}
