/** A built system in production mode with a catalogue of some size, customers, and its SQL server beside it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { runningEmbedded } from '@tributary/embedded';
import pg from 'pg';
import { addresses, root, trustedDocuments } from '../../../scripts/stack.js';
import { freePorts, type RunningStack, startStack } from '../../support/running-stack.js';
import { readCpuTimes } from '../checkout/cpu.js';
import { type NodeProcess, startProcess } from '../gateway/node-process.js';
import { type Catalogue, readCatalogue } from './catalogue.js';
import { type Customer, openCustomers } from './customers.js';
import { writeMobileRelease } from './mobile-release.js';

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

const uncached = { CACHE_MAX_MB: '0' };

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
    await seed(stack, products);
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
  await untilQuiet(() => totalOf(readCpuTimes(stack.pid, undefined)));
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

/** A gateway without cache and two BFFs on it, beside the others on the same subgraphs. */
async function startUncached(env: Record<string, string>, own: Map<string, NodeProcess>) {
  const { GATEWAY_PORT, BFF_WEB_PORT, BFF_MOBILE_PORT } = await freePorts();
  const all = { LOG_LEVEL: 'warn', MALLOC_ARENA_MAX: '1', ...env, ...addresses(env) };
  const ports = { GATEWAY_PORT, BFF_WEB_PORT, BFF_MOBILE_PORT };
  const start = async (name: string, port: string, flags: string[], more: object) => {
    const file = join(root, name, 'dist/main.js');
    const child = startProcess({
      args: ['--enable-source-maps', ...flags, file],
      cwd: join(root, name),
      env: { ...trustedDocuments(), ...all, ...ports, ...more },
    });
    own.set(name, child);
    const url = `http://127.0.0.1:${port}`;
    while (!(await isReady(url))) {
      if (!child.isRunning()) throw new Error(`${name} without cache does not start.`);
      await pause(100);
    }
    return url;
  };
  const flags = ['--max-semi-space-size=64'];
  const gateway = await start('gateway', GATEWAY_PORT!, flags, uncached);
  const more = { ...uncached, GATEWAY_URL: `${gateway}/graphql` };
  return {
    webUncached: await start('bff-web', BFF_WEB_PORT!, [], more),
    mobileUncached: await start('bff-mobile', BFF_MOBILE_PORT!, [], more),
  };
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

/** In a process of its own: `npm run seed`. */
function seed({ dataDir }: RunningStack, products: number): Promise<void> {
  const args = ['--import', 'tsx', 'scripts/seed.ts', '--products', String(products)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TRIBUTARY_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The seed ended with code ${code}.`)),
    );
  });
}

/** What autovacuum does within some minutes. */
async function analyze(superuserUrl: string, database: string): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

const totalOf = (times: ReadonlyMap<string, number>): number =>
  [...times.values()].reduce((sum, ms) => sum + ms, 0);

const quietWithinMs = 120_000;

/** Until the workers have told everybody of what was seeded: less than a tenth of a core is in use. */
async function untilQuiet(cpuMs: () => number): Promise<void> {
  const until = Date.now() + quietWithinMs;
  for (let before = cpuMs(), quiet = 0; quiet < 2 && Date.now() < until;) {
    await pause(1_000);
    const now = cpuMs();
    quiet = now - before < 100 ? quiet + 1 : 0;
    before = now;
  }
}
