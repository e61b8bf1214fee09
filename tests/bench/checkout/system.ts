/** The built system as `npm start` runs it, in production mode, on one of the two brokers. */
import { runningEmbedded } from '@tributary/embedded';
import pg from 'pg';
import { startRedis } from '../../support/redis.js';
import { startStack } from '../../support/running-stack.js';
import { type CpuTimes, readCpuTimes } from './cpu.js';
import type { BrokerName } from './options.js';

export interface System {
  gatewayUrl: string;
  /** Connections to the databases, to prepare and to check; the load itself uses none. */
  databases: Record<'orders' | 'inventory', pg.Pool>;
  /** One connection of its own, for LISTEN. */
  connectOrders(): Promise<pg.Client>;
  cpuTimes(): CpuTimes;
  stop(): Promise<void>;
}

/** All shoppers come from one address here, which users would take for an attack. */
const settings = {
  NODE_ENV: 'production',
  THROTTLE_GUESTS_PER_NETWORK: '1000000',
  ACCESS_TOKEN_TTL_SECONDS: '7200',
};

export async function startSystem(broker: BrokerName): Promise<System> {
  const redis = broker === 'redis' ? await startRedis() : undefined;
  const stack = await startStack({
    env: { ...settings, ...(redis && { REDIS_URL: redis.url }) },
  }).catch(async (error: unknown) => {
    await redis?.stop();
    throw error;
  });
  const { env } = (await runningEmbedded(stack.dataDir))!;
  const open = (name: string) =>
    new pg.Pool({ connectionString: env[`${name}_DATABASE_URL`], max: 2 });
  const databases = { orders: open('ORDERS'), inventory: open('INVENTORY') };
  return {
    gatewayUrl: stack.urls['gateway']!,
    databases,
    async connectOrders() {
      const client = new pg.Client({ connectionString: env['ORDERS_DATABASE_URL'] });
      await client.connect();
      return client;
    },
    cpuTimes: () => readCpuTimes(stack.pid, redis?.pid),
    async stop() {
      await Promise.all(Object.values(databases).map((pool) => pool.end()));
      await stack.stop();
      stack.remove();
      await redis?.stop();
    },
  };
}
