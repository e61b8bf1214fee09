/** The only reader of the environment in this service. */
import {
  brokerShape,
  cacheNewsShape,
  readConfig,
  readConfigWithBroker,
  variable,
} from '@tributary/service';
import { z } from 'zod';

const database = {
  INVENTORY_DATABASE_URL: variable.postgresUrl(),
  DATABASE_POOL_MAX: variable.count(10, 200),
};

/** The HTTP and gRPC process. */
export const readMainConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      ...database,
      ...brokerShape,
      INVENTORY_PORT: variable.port(4003),
      INVENTORY_GRPC_PORT: variable.port(4013),
      IDENTITY_PUBLIC_KEY: variable.jwk(),
      /** How often watched stock is looked at, while somebody watches. */
      STOCK_WATCH_INTERVAL_MS: variable.count(500, 60_000),
      /** Subscriptions in this process at a time. */
      INVENTORY_MAX_WATCHERS: variable.count(2_000, 100_000),
      /** Put before the path of a picture; empty leaves a path. */
      PUBLIC_IMAGES_URL: z.url().or(z.literal('')).default(''),
    },
    env,
  );

const worker = {
  ...database,
  ...cacheNewsShape,
  INVENTORY_WORKER_PORT: variable.port(4014),
  /** How long an order holds its stock while it is being paid. */
  RESERVATION_TTL_SECONDS: variable.count(900, 86_400),
  /** How often the stock is looked through for what staff and waiting customers are told. */
  STOCK_NOTICES_INTERVAL_SECONDS: variable.count(30, 86_400),
  /** Events handled at the same time; each holds a database connection. */
  INVENTORY_CONCURRENCY: variable.count(6, 100),
  /** When the books are checked every night: a cron pattern, in UTC. */
  BOOKS_CHECK_CRON: z.string().min(9).default('30 2 * * *'),
};

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env?: NodeJS.ProcessEnv) => readConfigWithBroker(worker, env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
