/** Both brokers, real: a throw-away jobs database, and a redis-server on a free port when there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { freePort } from '@tributary/embedded/free-port';
import { createJobsDatabase } from '@tributary/embedded/testing';
import { createLogger } from '@tributary/service';
import { Redis } from 'ioredis';
import { vi } from 'vitest';
import type { Broker, BrokerOptions } from '../src/broker.js';
import { createBroker } from '../src/create-broker.js';
import { cutConnections } from './service-database.js';

export interface TestBroker {
  url: string;
  /** A process's broker, over another way to the server when given; retries are quick. */
  open(change?: Partial<BrokerOptions>, url?: string): Broker;
  /** Breaks every connection to the broker once. */
  cut(): Promise<void>;
  /** Removes everything. */
  drop(): Promise<void>;
}

export const logger = createLogger('messaging-test', process.env['LOG_LEVEL'] ?? 'silent');

/** In CI a missing binary is a failure: its tests run and say so. */
const hasRedis =
  spawnSync('redis-server', ['--version']).status === 0 || process.env['CI'] === 'true';

export const brokerKinds: { kind: string; skip: boolean; start: () => Promise<TestBroker> }[] = [
  { kind: 'PostgreSQL', skip: false, start: startPostgresBroker },
  { kind: 'Redis', skip: !hasRedis, start: startRedisBroker },
];

const quick = {
  logger,
  queues: ['users', 'orders'],
  retry: { attempts: 3, delayMs: 20 },
} satisfies BrokerOptions;

async function startPostgresBroker(): Promise<TestBroker> {
  const database = await createJobsDatabase();
  return {
    url: database.url,
    open: (change, url = database.url) =>
      createBroker({ ...quick, jobsDatabaseUrl: url, ...change }),
    cut: async () => void (await cutConnections(database.url, 'tributary-jobs')),
    drop: () => database.drop(),
  };
}

async function startRedisBroker(): Promise<TestBroker> {
  const redis = await startRedis();
  return {
    url: redis.url,
    open: (change, url = redis.url) => createBroker({ ...quick, redisUrl: url, ...change }),
    async cut() {
      const client = new Redis(redis.url);
      await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await client.quit();
    },
    drop: () => redis.stop(),
  };
}

export interface RedisServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts redis-server, on `port` when given, and waits until it answers. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const directory = await mkdtemp(join(tmpdir(), 'messaging-redis-'));
  const server = spawn(
    'redis-server',
    ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--dir', directory],
    { stdio: 'ignore' },
  );
  const failed = once(server, 'error').then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  const url = `redis://127.0.0.1:${chosen}`;
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: () => 20 });
  probe.on('error', () => undefined);
  await Promise.race([vi.waitFor(() => probe.ping(), { timeout: 10_000 }), failed]).finally(() =>
    probe.disconnect(),
  );
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      if (server.exitCode === null && server.kill()) await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
