/** The event process of users: relays its outbox, sends mail, hears of orders, cleans up. */
import { createBroker } from '@tributary/messaging';
import { runService } from '@tributary/service';
import { createHttpServer } from '@tributary/service/http-server';
import { readWorkerConfig } from './config.js';
import { startEventWork } from './event-work.js';
import { createMailCarrier } from './mail/mail-carrier.js';
import { createWebPushCarrier } from './push/web-push-carrier.js';
import { createStore } from './store.js';

await runService('users-worker', readWorkerConfig, async (service) => {
  const { config, logger } = service;
  const store = createStore(config.USERS_DATABASE_URL, config.DATABASE_POOL_MAX);
  service.onStop(() => store.close());
  const { REDIS_URL: redisUrl, JOBS_DATABASE_URL: jobsDatabaseUrl } = config;
  const broker = createBroker({ redisUrl, jobsDatabaseUrl, logger });
  const carrier = await createMailCarrier(config.SMTP_URL, config.MAIL_FROM);
  service.onStop(() => carrier.close());
  service.onStop(() => broker.close());
  const databaseUrl = config.USERS_DATABASE_URL;
  const publicWebUrl = config.PUBLIC_WEB_URL;
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = config;
  const subject = config.VAPID_SUBJECT;
  const pushCarrier =
    publicKey && privateKey ? createWebPushCarrier({ publicKey, privateKey, subject }) : undefined;
  const work = startEventWork({
    databaseUrl,
    store,
    broker,
    carrier,
    pushCarrier,
    logger,
    publicWebUrl,
  });
  service.onStop(() => work.stop());
  const checks = { database: () => store.ping(), broker: () => broker.ping() };
  await service.listen(createHttpServer({ logger, checks }), config.USERS_WORKER_PORT);
});
