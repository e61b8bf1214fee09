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
  /** When the books are checked every night: a cron pattern, in UTC. */
  BOOKS_CHECK_CRON: z.string().min(9).default('0 3 * * *'),
  /** As inventory has it: an order that waits much longer than its reservation is late. */
  RESERVATION_TTL_SECONDS: variable.count(900, 86_400),
};

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env?: NodeJS.ProcessEnv) => readConfigWithBroker(worker, env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
