/**
 * The embedded PostgreSQL as something that dies: stopped in order, killed, started again on the same
 * port. Nothing here goes through a proxy; the judge and the observer look at the data from here.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedSystem, startEmbedded } from '@tributary/embedded';
import pg from 'pg';
import { root } from '../../scripts/stack.js';
import { findPort } from './ports.js';

export type DatabaseName = 'users' | 'orders' | 'inventory' | 'jobs' | 'postgres';
export type Row = Record<string, unknown>;

export interface Databases {
  port: number;
  /** The services' variables; their URLs lead straight to the server. */
  env: Record<string, string>;
  /** As superuser. Rejects while the server is away. Without values, several statements may be given. */
  query: <R extends Row = Row>(name: DatabaseName, sql: string, values?: unknown[]) => Promise<R[]>;
  /** `fast` ends transactions and connections in order; `crash` is kill -9 of the server. */
  stop(how: 'fast' | 'crash'): Promise<void>;
  /** Starts it again; returns at once when it runs. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it with the demo data of `products` products. */
export async function startDatabases(dataDir: string, products: number): Promise<Databases> {
  const port = await findPort();
  let system: EmbeddedSystem | undefined;
  const start = async () => {
    system ??= await startEmbedded({ dataDir, port, migrationsRoot: root });
  };
  const release = async () => {
    const stopped = system;
    system = undefined;
    await stopped?.stop();
  };
  await start();
  const { env, superuserUrl } = system!;
  await seed(env, products);
  const pools = openPools(superuserUrl);
  return {
    port,
    env,
    start,
    query: (name, sql, values) => pools.query(name, sql, values),
    async stop(how) {
      if (system && how === 'crash') await killServer(system.pid);
      await release();
    },
    async close() {
      await pools.close();
      await release();
    },
  };
}

async function killServer(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  // Its children notice within moments; a restart before that is refused, and repeated by startEmbedded.
  await sleep(100);
}

/** A few connections to each database, as superuser; those that broke are made anew. */
function openPools(superuserUrl: string) {
  const pools = new Map<DatabaseName, pg.Pool>();
  const poolOf = (name: DatabaseName) => {
    const known = pools.get(name);
    if (known) return known;
    const url = new URL(superuserUrl);
    url.pathname = `/${name}`;
    const limits = { max: 3, connectionTimeoutMillis: 5_000, query_timeout: 30_000 };
    const pool = new pg.Pool({ connectionString: url.href, idleTimeoutMillis: 2_000, ...limits });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    pools.set(name, pool);
    return pool;
  };
  return {
    async query<R extends Row>(name: DatabaseName, sql: string, values: unknown[] = []) {
      return (await poolOf(name).query<R>(sql, values)).rows;
    },
    close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.end()))),
  };
}

async function seed(env: Record<string, string>, products: number): Promise<void> {
  const args = ['--import', 'tsx', join(root, 'scripts/seed.ts'), '--products', String(products)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error('The demo data could not be written.');
}
