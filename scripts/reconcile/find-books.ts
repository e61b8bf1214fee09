/** Where the books are, and what is to be known of the system to judge them. */
import type { ReconcileOptions } from '@tributary/reconciliation';
import { variable } from '@tributary/service';
import { z } from 'zod';
import { readSystemConfig } from '../system-config.js';

const shape = {
  JOBS_DATABASE_URL: variable.postgresUrl().optional(),
  REDIS_URL: variable.redisUrl().optional(),
  /** Who holds the money: checks against any other than the built-in one are skipped. */
  PAYMENT_PROVIDER: z.string().default('demo'),
  RESERVATION_TTL_SECONDS: variable.count(900, 86_400),
};

interface Books {
  urls: ReconcileOptions['urls'];
  provider: string;
  reservationSeconds: number;
}

/** @throws Error when only some databases are named, or nothing is running */
export async function findBooks(): Promise<Books> {
  const { urls, config } = await readSystemConfig(shape);
  return {
    urls: { ...urls, redis: config.REDIS_URL, jobs: config.JOBS_DATABASE_URL },
    provider: config.PAYMENT_PROVIDER,
    reservationSeconds: config.RESERVATION_TTL_SECONDS,
  };
}
