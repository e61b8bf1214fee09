/** The HTTP process of users. */
import { createJobsDesk } from '@tributary/messaging';
import { runService } from '@tributary/service';
import { createApp } from './app.js';
import { readMainConfig } from './config.js';
import { createStore } from './store.js';

await runService('users', readMainConfig, async (service) => {
  const { config, logger } = service;
  const store = createStore(config.USERS_DATABASE_URL, config.DATABASE_POOL_MAX);
  service.onStop(() => store.close());
  const { REDIS_URL: redisUrl, JOBS_DATABASE_URL: jobsDatabaseUrl } = config;
  const jobs = createJobsDesk({ service: 'users', redisUrl, jobsDatabaseUrl, logger });
  service.onStop(() => jobs.close());
  await service.listen(await createApp({ config, logger, store, jobs }), config.USERS_PORT);
});
