/** The event process of inventory: relays its outbox, handles its queue, expires reservations, states notices. */
import { subscribersOf, type EventName } from '@tributary/contracts';
import { type Broker, consumeEvents, createBroker, startRelay } from '@tributary/messaging';
import { runService, type Service, startCacheNews } from '@tributary/service';
import { createHttpServer } from '@tributary/service/http-server';
import { readCacheChanges } from './cache-changes.js';
import { checkBooks } from './commands/check-books.js';
import { expireReservations } from './commands/expire-reservations.js';
import { lockOrders } from './commands/lock-orders.js';
import { readWorkerConfig, type WorkerConfig } from './config.js';
import { importHandlers, stockHandlers } from './consumers.js';
import { realEffects as effects } from './effects.js';
import { scheduleStockNotices } from './stock-notices.js';
import { createStore } from './store.js';

const expiryIntervalMs = 2_000;

await runService('inventory-worker', readWorkerConfig, async (service) => {
  const { config, logger } = service;
  const databaseUrl = config.INVENTORY_DATABASE_URL;
  const store = createStore({ databaseUrl, poolMax: config.DATABASE_POOL_MAX });
  service.onStop(store.close);
  const broker = createBroker({
    redisUrl: config.REDIS_URL,
    jobsDatabaseUrl: config.JOBS_DATABASE_URL,
    logger,
  });
  service.onStop(() => broker.close());
  const relay = startRelay({
    databaseUrl,
    broker: tellGateways(service, broker),
    subscribersOf: (name) => subscribersOf(name as EventName),
    logger,
  });
  service.onStop(() => relay.stop());
  const consumers = {
    store,
    effects,
    reservationTtlMs: config.RESERVATION_TTL_SECONDS * 1_000,
  };
  consumeEvents({
    broker,
    subscriber: 'inventory',
    logger,
    transaction: store.transaction,
    handlers: stockHandlers(consumers),
    outsideHandlers: importHandlers(consumers),
    batchLocks: lockOrders,
    concurrency: config.INVENTORY_CONCURRENCY,
  });
  broker.schedule('inventory.expire-reservations', expiryIntervalMs, async (signal) => {
    const expired = await expireReservations(store, effects, signal);
    if (expired > 0) logger.info({ expired }, 'reservations expired');
  });
  const intervalMs = config.STOCK_NOTICES_INTERVAL_SECONDS * 1_000;
  scheduleStockNotices({ broker, store, effects, logger, intervalMs });
  const books = { store, effects, databaseUrl, logger };
  const nightly = { pattern: config.BOOKS_CHECK_CRON, tz: 'UTC' } as const;
  broker.schedule('inventory.reconcile', nightly, (signal) => checkBooks(books, signal));
  const checks = { database: store.ping, broker: () => broker.ping() };
  await service.listen(createHttpServer({ logger, checks }), config.INVENTORY_WORKER_PORT);
});

/** The broker as the relay sees it; what it publishes the gateways hear of, too. */
function tellGateways(service: Service<WorkerConfig>, broker: Broker): Pick<Broker, 'publish'> {
  const { config, logger } = service;
  const { GATEWAY_CACHE_URLS: urls, CACHE_TOKEN: token } = config;
  if (urls.length === 0 || !token) return broker;
  const news = startCacheNews({ subgraph: 'inventory', urls, token, logger });
  service.onStop(() => news.stop());
  return {
    async publish(messages) {
      await broker.publish(messages);
      news.tell(messages.flatMap(({ event }) => readCacheChanges(event)));
    },
  };
}
