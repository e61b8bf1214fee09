/** The HTTP process of users. */
import { runService } from '@tributary/service';
import { createApp } from './app.js';
import { readMainConfig } from './config.js';
import { createStore } from './store.js';

await runService('users', readMainConfig, async (service) => {
  const { config, logger } = service;
  const store = createStore(config.USERS_DATABASE_URL, config.DATABASE_POOL_MAX);
  service.onStop(() => store.close());
  await service.listen(await createApp({ config, logger, store }), config.USERS_PORT);
});
