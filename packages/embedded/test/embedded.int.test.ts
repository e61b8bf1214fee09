import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { deleteDataFolder } from '../src/data-folder.js';
import { DATABASE_NAMES } from '../src/databases.js';
import { runningEmbedded, startEmbedded, type StartEmbeddedOptions } from '../src/embedded.js';
import { isAlive } from '../src/server-process.js';
import { writeMigrations } from './migration-folder.js';
import { query } from './query.js';
import { end, spawnStarter } from './spawn-starter.js';
import { temporaryFolder } from './temporary-folder.js';

let dataDir: string;
let migrationsRoot: string;

const migrationsOf = (name: string) => join(migrationsRoot, 'prisma', name, 'migrations');

beforeEach(async () => {
  const parent = await temporaryFolder();
  dataDir = join(parent, 'data');
  migrationsRoot = parent;
  for (const name of DATABASE_NAMES) {
    const first = { '20260101000000_first': `CREATE TABLE ${name}_item (id int);` };
    await writeMigrations(migrationsOf(name), first);
  }
});

async function start(options: Partial<StartEmbeddedOptions> = {}) {
  const system = await startEmbedded({ dataDir, port: 0, migrationsRoot, ...options });
  onTestFinished(() => system.stop());
  return system;
}

test('every service finds its migrated tables under the URL it is given', async () => {
  const { env } = await start();
  for (const name of DATABASE_NAMES) {
    const url = env[`${name.toUpperCase()}_DATABASE_URL`] ?? '';
    await query(url, `INSERT INTO ${name}_item VALUES (1)`);
    expect(await query(url, `SELECT id FROM ${name}_item`)).toEqual([{ id: 1 }]);
  }
  await query(env['JOBS_DATABASE_URL'] ?? '', 'CREATE SCHEMA bullmq');
});

test('a service may read the books of its migrations but not rewrite them', async () => {
  const { env } = await start();
  const url = env['USERS_DATABASE_URL'] ?? '';
  expect(await query(url, 'SELECT migration_name FROM _prisma_migrations')).toHaveLength(1);
  const attempt = query(url, 'DELETE FROM _prisma_migrations');
  await expect(attempt).rejects.toThrow('permission denied');
});

test('secrets and data stay the same over a restart; fresh begins anew', async () => {
  const first = await start();
  const url = first.env['USERS_DATABASE_URL'] ?? '';
  await query(url, 'INSERT INTO users_item VALUES (1)');
  await first.stop();

  const second = await start();
  expect(second.env['USERS_SIGNING_KEY']).toBe(first.env['USERS_SIGNING_KEY']);
  expect(await query(second.env['USERS_DATABASE_URL'] ?? '', 'SELECT id FROM users_item')).toEqual([
    { id: 1 },
  ]);
  await second.stop();

  const third = await start({ fresh: true });
  expect(third.env['USERS_SIGNING_KEY']).not.toBe(first.env['USERS_SIGNING_KEY']);
  expect(await query(third.env['USERS_DATABASE_URL'] ?? '', 'SELECT id FROM users_item')).toEqual(
    [],
  );
});

test('fresh stops the postgres that a killed start left behind', async () => {
  const orphaned = await spawnStarter(['keep', dataDir]);
  await end(orphaned.child, 'SIGKILL');
  await start({ fresh: true });
  expect(await isAlive(orphaned.pid)).toBe(false);
});

test('fresh refuses while another start owns the folder', async () => {
  const { env } = await start();
  await expect(start({ fresh: true })).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
  expect(await query(env['USERS_DATABASE_URL'] ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('other processes find a running system, and none before or after', async () => {
  expect(await runningEmbedded(dataDir)).toBeUndefined();
  const system = await start();
  expect(await runningEmbedded(dataDir)).toEqual({
    env: system.env,
    superuserUrl: system.superuserUrl,
  });
  await system.stop();
  expect(await runningEmbedded(dataDir)).toBeUndefined();
});

test('a postgres whose databases are not migrated yet is not a running system', async () => {
  await spawnStarter(['keep', dataDir]);
  expect(await runningEmbedded(dataDir)).toBeUndefined();
});

test('a failing migration stops the start and leaves nothing running', async () => {
  const broken = { '20260102000000_second': 'SELECT nonsense;' };
  await writeMigrations(migrationsOf('orders'), broken);
  await expect(start()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
  await deleteDataFolder(dataDir);
});
