/** The HTTP process of orders. */
import { createJobsDesk } from '@tributary/messaging';
import { runService } from '@tributary/service';
import { createApp } from './app.js';
import { readMainConfig } from './config.js';
import { createCatalogue } from './quotes/catalogue.js';
import { createInventoryClient } from './quotes/inventory-client.js';
import { createStore } from './store.js';
import { startOrderUpdates } from './subscriptions/order-updates.js';

await runService('orders', readMainConfig, async (service) => {
  const { config, logger } = service;
  const databaseUrl = config.ORDERS_DATABASE_URL;
  const store = createStore(databaseUrl, config.DATABASE_POOL_MAX);
  service.onStop(() => store.close());
  const inventory = createInventoryClient({
    address: config.INVENTORY_GRPC_URL,
    timeoutMs: config.QUOTE_TIMEOUT_MS,
  });
  service.onStop(() => inventory.close());
  const maxWatchers = config.ORDER_WATCHERS_MAX;
  const updates = startOrderUpdates({ databaseUrl, logger, maxWatchers });
  service.onStop(() => updates.close());
  const catalogue = createCatalogue(inventory, store, logger);
  const { REDIS_URL: redisUrl, JOBS_DATABASE_URL: jobsDatabaseUrl } = config;
  const jobs = createJobsDesk({ service: 'orders', redisUrl, jobsDatabaseUrl, logger });
  service.onStop(() => jobs.close());
  const app = await createApp({ config, logger, store, catalogue, updates, jobs });
  await service.listen(app, config.ORDERS_PORT);
});
