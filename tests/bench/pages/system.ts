/** A built system in production mode with a catalogue of some size, customers, and its SQL server beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runningEmbedded } from '@tributary/embedded';
import pg from 'pg';
import { type RunningStack, startStack } from '../../support/running-stack.js';
import { readCpuTimes } from '../checkout/cpu.js';
import { type NodeProcess, startProcess } from '../gateway/node-process.js';
import { type Catalogue, readCatalogue } from './catalogue.js';
import { type Customer, openCustomers } from './customers.js';
import { writeMobileRelease } from './mobile-release.js';
import { analyze, seed, untilQuiet } from './prepare.js';
import { startUncached, uncached } from './uncached.js';

/** Where the processes are that are asked: base URLs. */
export interface Servers {
  sql: string;
  web: string;
  mobile: string;
  /** The same BFFs on a gateway that caches nothing; the same as the others where the whole system does not. */
  webUncached: string;
  mobileUncached: string;
  gateway: string;
}

export interface System {
  products: number;
  servers: Servers;
  catalogue: Catalogue;
  customers: readonly Customer[];
  /** Milliseconds of processor time so far, by process. */
  cpuTimes(): Map<string, number>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  products: number;
  /** Whether the gateway has its cache as in production; then there is a second one without. */
  caches: boolean;
  /** Folder that keeps the data. */
  data: string | undefined;
  say: (message: string) => void;
}

/** All shoppers come from one address here, which users would take for an attack. */
const settings = {
  NODE_ENV: 'production',
  THROTTLE_GUESTS_PER_NETWORK: '1000000',
  ACCESS_TOKEN_TTL_SECONDS: '7200',
};

export async function startSystem(options: SystemOptions): Promise<System> {
  const { products, caches, data, say } = options;
  const folder = data ?? mkdtempSync('/tmp/tributary-bench-');
  const dataDir = join(folder, String(products));
  const env = {
    ...settings,
    ...(!caches && uncached),
    MOBILE_RELEASES: writeMobileRelease(join(folder, 'releases')),
  };
  const stack = await startStack({ env, dataDir });
  const own = new Map<string, NodeProcess>();
  const stop = async () => {
    for (const child of [...own.values()].toReversed()) await child.stop();
    await stack.stop();
    if (!data) rmSync(folder, { recursive: true, force: true });
  };
  try {
    say(`  seeding ${products} products`);
    await seed(stack.dataDir, products);
    return { ...(await equip(stack, options, env, own)), products, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function equip(
  stack: RunningStack,
  { caches }: SystemOptions,
  settings: Record<string, string>,
  own: Map<string, NodeProcess>,
): Promise<Omit<System, 'products' | 'stop'>> {
  await untilQuiet(stack.pid);
  const { env, superuserUrl } = (await runningEmbedded(stack.dataDir))!;
  const [inventory, orders] = ['INVENTORY', 'ORDERS'].map(
    (name) => new pg.Pool({ connectionString: env[`${name}_DATABASE_URL`], max: 2 }),
  ) as [pg.Pool, pg.Pool];
  const catalogue = await readCatalogue(inventory);
  const gatewayUrl = stack.urls['gateway']!;
  const customers = await openCustomers({ gatewayUrl, env, orders, catalogue });
  await Promise.all([inventory.end(), orders.end()]);
  for (const name of ['inventory', 'orders', 'users']) await analyze(superuserUrl, name);
  const sqlServer = fileURLToPath(new URL('sql-server.mjs', import.meta.url));
  const sql = startProcess({ args: [sqlServer], env });
  own.set('sql server', sql);
  const servers: Servers = {
    sql: `http://127.0.0.1:${await sql.said(/listening (\d+)/)}`,
    web: stack.urls['bff-web']!,
    mobile: stack.urls['bff-mobile']!,
    webUncached: stack.urls['bff-web']!,
    mobileUncached: stack.urls['bff-mobile']!,
    gateway: gatewayUrl,
  };
  if (caches)
    Object.assign(servers, await startUncached({ ...env, ...stack.env, ...settings }, own));
  const cpuTimes = () => {
    const times = new Map(readCpuTimes(stack.pid, undefined));
    for (const name of notForPages) times.delete(name);
    for (const [name, child] of own)
      times.set(name, (times.get(name) ?? 0) + child.cpuMicros() / 1_000);
    return times;
  };
  return { servers, catalogue, customers, cpuTimes };
}

/** What ended connections used may be autovacuum's, and long ago. */
const notForPages = ['load generator', 'postgres: ended connections'];
