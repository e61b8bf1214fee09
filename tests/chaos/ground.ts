/**
 * What the chaos happens to: the built processes on real PostgreSQL and, if asked for, a real Redis,
 * with a proxy on each edge between two of them. It knows how to break things and how to heal them,
 * and nothing of when.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processes } from '../../scripts/stack.js';
import { type Databases, startDatabases } from './databases.js';
import { createEdges, type Edges, serviceNames, type ServiceName } from './edges.js';
import { type RedisServer, startRedisServer } from './redis-server.js';
import { createServiceProcess, type ServiceProcess } from './service-process.js';

export type BrokerKind = 'postgres' | 'redis';

export interface GroundOptions {
  broker: BrokerKind;
  /** Variables for all services, such as RESERVATION_TTL_SECONDS. */
  env?: Record<string, string>;
}

export interface Ground {
  broker: BrokerKind;
  databases: Databases;
  redis: RedisServer | undefined;
  edges: Edges;
  services: Record<ServiceName, ServiceProcess>;
  /** Of the whole system, without proxies: for the judge, and to sign tokens with. */
  env: Record<string, string>;
  /** Through proxies, as the load uses them: GraphQL of gateway and bff-web. */
  urls: { gateway: string; web: string };
  /** Deaths that nobody ordered. */
  unexpectedEnds: string[];
  /** What the processes wrote. */
  logsDir: string;
  /** Ends everything and removes the data; the logs stay with `keepLogs`. */
  close(options?: { keepLogs?: boolean }): Promise<void>;
}

/** Starts everything and resolves when every process is ready. */
export async function startGround({ broker, env = {} }: GroundOptions): Promise<Ground> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tributary-chaos-'));
  const databases = await startDatabases(dataDir, 12);
  const logsDir = mkdtempSync(join(tmpdir(), 'tributary-chaos-logs-'));
  const redis = broker === 'redis' ? await startRedisServer() : undefined;
  const direct = {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    ...databases.env,
    ...(redis && { REDIS_URL: `redis://127.0.0.1:${redis.port}` }),
    ...env,
  };
  const edges = await createEdges(direct);
  const unexpectedEnds: string[] = [];
  const services = Object.fromEntries(
    serviceNames.map((name) => [
      name,
      createServiceProcess({
        service: processes.find((found) => found.name === name)!,
        env: { ...direct, ...edges.envOf(name) },
        logsDir,
        onUnexpectedEnd: (how) => unexpectedEnds.push(`${name} ended by itself (${how})`),
      }),
    ]),
  ) as Record<ServiceName, ServiceProcess>;
  const all = Object.values(services);
  const close = async ({ keepLogs = false } = {}) => {
    edges.heal();
    await Promise.all(all.map((service) => service.stop()));
    await edges.close();
    await redis?.close();
    await databases.close();
    rmSync(dataDir, { recursive: true, force: true });
    if (!keepLogs) rmSync(logsDir, { recursive: true, force: true });
  };
  try {
    all.forEach((service) => service.start());
    await Promise.all(all.map((service) => service.ready(240_000)));
  } catch (error) {
    await close({ keepLogs: true });
    throw new Error(`The system did not start; its logs are in ${logsDir}.`, { cause: error });
  }
  const { urls } = edges;
  return {
    broker,
    databases,
    redis,
    edges,
    services,
    env: direct,
    urls,
    unexpectedEnds,
    logsDir,
    close,
  };
}
