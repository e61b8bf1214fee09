/** Where the books are: the databases and the broker of the environment, else of the embedded system. */
import { readEmbeddedConfig, runningEmbedded } from '@tributary/embedded';
import type { ReconcileOptions } from '@tributary/reconciliation';
import { readConfig, variable } from '@tributary/service';
import { z } from 'zod';

const shape = {
  USERS_DATABASE_URL: variable.postgresUrl().optional(),
  ORDERS_DATABASE_URL: variable.postgresUrl().optional(),
  INVENTORY_DATABASE_URL: variable.postgresUrl().optional(),
  JOBS_DATABASE_URL: variable.postgresUrl().optional(),
  REDIS_URL: variable.redisUrl().optional(),
  /** Who holds the money: checks against any other than the built-in one are skipped. */
  PAYMENT_PROVIDER: z.string().default('demo'),
  RESERVATION_TTL_SECONDS: variable.count(900, 86_400),
};
const required = ['USERS_DATABASE_URL', 'ORDERS_DATABASE_URL', 'INVENTORY_DATABASE_URL'] as const;

interface Books {
  urls: ReconcileOptions['urls'];
  provider: string;
  reservationSeconds: number;
}

/** @throws Error when only some databases are named, or nothing is running */
export async function findBooks(): Promise<Books> {
  const named = readConfig(shape);
  const missing = required.filter((name) => !named[name]);
  if (missing.length === 0) return toBooks(named);
  if (missing.length < required.length)
    throw new Error(`Some databases are named, some are not: set ${missing.join(' and ')} too.`);
  const embedded = await runningEmbedded(readEmbeddedConfig().dataDir);
  if (embedded) return toBooks(readConfig(shape, { ...embedded.env, ...process.env }));
  throw new Error(
    `Nothing is running here. Start the system with "npm start", or set ${required.join(', ')}.`,
  );
}

type Named = ReturnType<typeof readConfig<typeof shape>>;

const toBooks = (named: Named): Books => ({
  urls: {
    users: named.USERS_DATABASE_URL,
    orders: named.ORDERS_DATABASE_URL,
    inventory: named.INVENTORY_DATABASE_URL,
    redis: named.REDIS_URL,
    jobs: named.JOBS_DATABASE_URL,
  },
  provider: named.PAYMENT_PROVIDER,
  reservationSeconds: named.RESERVATION_TTL_SECONDS,
});
