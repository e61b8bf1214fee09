/** The HTTP process of inventory: GraphQL for the gateway, quotes for orders, pictures for anybody. */
import { createJobsDesk } from '@tributary/messaging';
import { runService } from '@tributary/service';
import { createApp } from './app.js';
import { readMainConfig } from './config.js';
import { realEffects } from './effects.js';
import { startQuoteServer } from './quote-server.js';
import { createStore } from './store.js';
import { startStockUpdates } from './subscriptions/stock-updates.js';

await runService('inventory', readMainConfig, async (service) => {
  const { config, logger } = service;
  const store = createStore({
    databaseUrl: config.INVENTORY_DATABASE_URL,
    poolMax: config.DATABASE_POOL_MAX,
  });
  service.onStop(store.close);
  const updates = startStockUpdates({
    readStock: store.stockBySku,
    logger,
    intervalMs: config.STOCK_WATCH_INTERVAL_MS,
    maxWatchers: config.INVENTORY_MAX_WATCHERS,
  });
  service.onStop(() => updates.close());
  const { REDIS_URL: redisUrl, JOBS_DATABASE_URL: jobsDatabaseUrl } = config;
  const jobs = createJobsDesk({ service: 'inventory', redisUrl, jobsDatabaseUrl, logger });
  service.onStop(() => jobs.close());
  const app = await createApp({
    logger,
    store,
    effects: realEffects,
    identityPublicKey: config.IDENTITY_PUBLIC_KEY,
    introspection: config.NODE_ENV !== 'production',
    publicImagesUrl: config.PUBLIC_IMAGES_URL.replace(/\/$/, ''),
    updates,
    jobs,
  });
  const quotes = await startQuoteServer({
    store,
    logger,
    host: config.HOST,
    port: config.INVENTORY_GRPC_PORT,
  });
  service.onStop(() => quotes.close());
  await service.listen(app, config.INVENTORY_PORT);
});
