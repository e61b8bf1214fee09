/** The only reader of the environment in this service. */
import { readConfig, readConfigWithBroker, variable } from '@tributary/service';
import { z } from 'zod';

const database = {
  ORDERS_DATABASE_URL: variable.postgresUrl(),
  DATABASE_POOL_MAX: variable.count(10, 200),
};

/** The HTTP process. @throws ConfigError with every fault */
export const readMainConfig = (env?: NodeJS.ProcessEnv) =>
  readConfig(
    {
      ...database,
      ORDERS_PORT: variable.port(4002),
      /** The gateway's public key: who may speak to this service. */
      IDENTITY_PUBLIC_KEY: variable.jwk(),
      /** host:port of inventory's gRPC server. */
      INVENTORY_GRPC_URL: z
        .string()
        .regex(/^[^\s/]+:\d{1,5}$/, 'must be host:port')
        .default('127.0.0.1:4013'),
      /** How long a buyer waits for inventory before the last known prices are used. */
      QUOTE_TIMEOUT_MS: variable.count(500, 10_000),
      /** Orders that can be watched at the same time in this process. */
      ORDER_WATCHERS_MAX: variable.count(1_000, 100_000),
    },
    env,
  );

const worker = {
  ...database,
  ORDERS_WORKER_PORT: variable.port(4012),
  /** How long one call to the payment provider may take. */
  PAYMENT_TIMEOUT_MS: variable.count(10_000, 50_000),
  /** How long the built-in payment provider takes to answer tok_timeout. */
  PAYMENT_DEMO_DELAY_MS: variable.count(30_000, 600_000),
  /** Events handled at the same time; each holds a database connection. */
  ORDERS_CONCURRENCY: variable.count(6, 100),
  /** Payments at the same time; most of their time they wait for the provider. */
  ORDERS_PAYMENT_CONCURRENCY: variable.count(16, 200),
  /** How often carts are looked through for the next two. */
  ABANDONED_CARTS_INTERVAL_SECONDS: variable.count(300, 86_400),
  /** How long a cart is left alone before its buyer is reminded; 0 reminds nobody. */
  ABANDONED_CART_HOURS: z.coerce.number().int().min(0).max(2_160).default(24),
  /** How long an untouched cart is kept. */
  CART_RETENTION_DAYS: variable.count(90, 3_650),
};

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env?: NodeJS.ProcessEnv) => readConfigWithBroker(worker, env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
