/** The only reader of the environment in this service. */
import { brokerShape, readConfig, readConfigWithBroker, variable } from '@tributary/service';
import { z } from 'zod';

const database = {
  ORDERS_DATABASE_URL: variable.postgresUrl(),
  DATABASE_POOL_MAX: variable.count(10, 200),
};

const provider = {
  /** Who holds the money: the built-in one, which moves none, or Stripe. */
  PAYMENT_PROVIDER: z.enum(['demo', 'stripe']).default('demo'),
};

/** Only who has chosen Stripe must give what Stripe needs. */
function forStripe<S extends z.ZodType>(env: NodeJS.ProcessEnv, schema: S) {
  const { PAYMENT_PROVIDER, PAYMENT_PROVIDER_FILE } = env;
  try {
    const chosen = readConfig(provider, { PAYMENT_PROVIDER, PAYMENT_PROVIDER_FILE });
    return chosen.PAYMENT_PROVIDER === 'stripe' ? schema : schema.optional();
  } catch {
    return schema.optional(); // reported when all of it is read
  }
}

const stripeSecret = (pattern: RegExp, shape: string) =>
  z.string().regex(pattern, `must look like ${shape}`);

/** Where the secret key may go: over TLS, or to this machine. */
const stripeUrl = variable
  .url()
  .regex(
    /^(https:\/\/[^/]+|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?)\/?$/,
    'must be https://host, without a path',
  );

/** The HTTP process. @throws ConfigError with every fault */
export const readMainConfig = (env: NodeJS.ProcessEnv = process.env) =>
  readConfig(
    {
      ...database,
      ...provider,
      ...brokerShape,
      /** Signs what Stripe posts to /webhooks/stripe. */
      STRIPE_WEBHOOK_SECRET: forStripe(env, stripeSecret(/^whsec_\S+$/, 'whsec_…')),
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

const workerShape = (env: NodeJS.ProcessEnv) => ({
  ...database,
  ...provider,
  /** A secret or restricted key. */
  STRIPE_SECRET_KEY: forStripe(env, stripeSecret(/^(sk|rk)_\S+$/, 'sk_… or rk_…')),
  /** Stripe's API, or what stands in for it. */
  STRIPE_API_URL: stripeUrl.default('https://api.stripe.com'),
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
  /** How often is looked for orders that wait too long for an answer. */
  ORDERS_NUDGE_INTERVAL_SECONDS: variable.count(60, 3_600),
  /** After how long inventory is asked again for an order's stock. */
  ORDERS_NUDGE_STOCK_SECONDS: variable.count(300, 86_400),
  /** After how long a payment is asked for again: longer than RESERVATION_TTL_SECONDS of inventory. */
  ORDERS_NUDGE_PAYMENT_SECONDS: variable.count(960, 90_000),
  /** After how long a refund, or giving a payment up, is asked for again. */
  ORDERS_NUDGE_SETTLEMENT_SECONDS: variable.count(300, 86_400),
  /** When the books are checked every night: a cron pattern, in UTC. */
  BOOKS_CHECK_CRON: z.string().min(9).default('0 3 * * *'),
  /** As inventory has it: an order that waits much longer than its reservation is late. */
  RESERVATION_TTL_SECONDS: variable.count(900, 86_400),
});

/**
 * The event process.
 * @throws ConfigError with every fault, a missing broker among them
 */
export const readWorkerConfig = (env: NodeJS.ProcessEnv = process.env) =>
  readConfigWithBroker(workerShape(env), env);

export type MainConfig = ReturnType<typeof readMainConfig>;
export type WorkerConfig = ReturnType<typeof readWorkerConfig>;
