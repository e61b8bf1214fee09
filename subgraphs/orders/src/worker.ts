/** The event process of orders: relays its outbox, runs the saga, speaks to the payment provider. */
import { createBroker } from '@tributary/messaging';
import { createId, runService } from '@tributary/service';
import { createHttpServer } from '@tributary/service/http-server';
import { checkBooks } from './commands/check-books.js';
import { readWorkerConfig } from './config.js';
import { startEventWork } from './event-work.js';
import { scheduleCartCare } from './cart-care.js';
import { createProvider } from './payments/create-provider.js';
import { createStore } from './store.js';

await runService('orders-worker', readWorkerConfig, async (service) => {
  const { config, logger } = service;
  const { ORDERS_DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = config;
  const store = createStore(databaseUrl, config.DATABASE_POOL_MAX);
  service.onStop(() => store.close());
  const broker = createBroker({ redisUrl, jobsDatabaseUrl: config.JOBS_DATABASE_URL, logger });
  service.onStop(() => broker.close());
  const now = () => new Date();
  const provider = await createProvider(config, { store, now, createId });
  const paymentTimeoutMs = config.PAYMENT_TIMEOUT_MS;
  const env = { store, logger, now, createId, provider, paymentTimeoutMs };
  const work = startEventWork({
    databaseUrl,
    broker,
    env,
    sagaConcurrency: config.ORDERS_CONCURRENCY,
    paymentConcurrency: config.ORDERS_PAYMENT_CONCURRENCY,
    nudgeEveryMs: config.ORDERS_NUDGE_INTERVAL_SECONDS * 1_000,
    nudgeAfter: {
      stockMs: config.ORDERS_NUDGE_STOCK_SECONDS * 1_000,
      paymentMs: config.ORDERS_NUDGE_PAYMENT_SECONDS * 1_000,
      settlementMs: config.ORDERS_NUDGE_SETTLEMENT_SECONDS * 1_000,
    },
  });
  service.onStop(() => work.stop());
  scheduleCartCare(
    broker,
    { store, logger, now, createId },
    {
      intervalMs: config.ABANDONED_CARTS_INTERVAL_SECONDS * 1_000,
      abandonedAfterMs: config.ABANDONED_CART_HOURS * 3_600_000,
      keptForMs: config.CART_RETENTION_DAYS * 86_400_000,
    },
  );
  const books = {
    ...env,
    databaseUrl,
    timeoutSeconds: config.RESERVATION_TTL_SECONDS + 300,
    providerName: config.PAYMENT_PROVIDER,
  };
  const nightly = { pattern: config.BOOKS_CHECK_CRON, tz: 'UTC' } as const;
  broker.schedule('orders.reconcile', nightly, (signal) => checkBooks(books, signal));
  const checks = { database: () => store.ping(), broker: () => broker.ping() };
  await service.listen(createHttpServer({ logger, checks }), config.ORDERS_WORKER_PORT);
});
