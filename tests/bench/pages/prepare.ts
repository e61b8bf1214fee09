/** Brings a running system to where it can be measured: seeded, its tables analysed, and quiet. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { root } from '../../../scripts/stack.js';
import { readCpuTimes } from '../checkout/cpu.js';

/** In a process of its own: `npm run seed`. */
export function seed(dataDir: string, products: number): Promise<void> {
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
export async function analyze(superuserUrl: string, database: string): Promise<void> {
  const url = new URL(superuserUrl);
  url.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query('VACUUM ANALYZE');
  await client.end();
}

const quietWithinMs = 120_000;

/**
 * Waits until the workers have told everybody of what was seeded: less than a tenth of a core is in use.
 * @param starterPid process of `npm start`
 */
export async function untilQuiet(starterPid: number): Promise<void> {
  const cpuMs = () =>
    [...readCpuTimes(starterPid, undefined).values()].reduce((sum, ms) => sum + ms, 0);
  const until = Date.now() + quietWithinMs;
  for (let before = cpuMs(), quiet = 0; quiet < 2 && Date.now() < until;) {
    await pause(1_000);
    const now = cpuMs();
    quiet = now - before < 100 ? quiet + 1 : 0;
    before = now;
  }
}
