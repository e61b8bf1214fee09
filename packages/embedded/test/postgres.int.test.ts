import { access, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryDir } from '../src/config.js';
import { deleteDataFolder, findDataFolder } from '../src/data-folder.js';
import { freePort } from '../src/free-port.js';
import { startPostgres, type PostgresServer } from '../src/postgres.js';
import { canTraverse } from '../src/server-account.js';
import { isAlive } from '../src/server-process.js';
import { waitUntil } from '../src/wait-until.js';
import { query } from './query.js';
import { end, spawnStarter } from './spawn-starter.js';
import { temporaryFolder } from './temporary-folder.js';

const NOBODY = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const nobodyReadsUs = await canTraverse(NOBODY, repositoryDir);

async function start(dataDir: string, port = 0): Promise<PostgresServer> {
  const server = await startPostgres({ dataDir, port });
  onTestFinished(() => server.stop());
  return server;
}

async function newDataDir(mode?: number): Promise<string> {
  return join(await temporaryFolder(mode), 'data');
}

const writeRow = (url: string) => query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
const readRow = (url: string) => query(url, 'SELECT answer FROM kept');

test('data outlives a restart, and nothing runs after stop', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  await writeRow(first.superuserUrl);
  await first.stop();
  expect(await isAlive(first.pid)).toBe(false);

  const second = await start(dataDir);
  expect(second.pid).not.toBe(first.pid);
  expect(await readRow(second.superuserUrl)).toEqual([{ answer: 42 }]);
});

test('it is durable, asks for a password, and listens on the loopback only', async () => {
  const { superuserUrl, port } = await start(await newDataDir());
  const settings = await query(
    superuserUrl,
    `SELECT name, setting FROM pg_settings WHERE name IN
     ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'max_connections') ORDER BY name`,
  );
  expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    listen_addresses: '127.0.0.1',
    max_connections: '200',
  });
  const wrong = `postgresql://postgres:wrong@127.0.0.1:${port}/postgres`;
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('secrets in the data folder are readable by their owner only', async () => {
  const dataDir = await newDataDir();
  await start(dataDir);
  expect((await stat(join(dataDir, 'superuser-password'))).mode & 0o777).toBe(0o600);
  expect((await readdir(dataDir)).filter((name) => name.startsWith('initdb-'))).toEqual([]);
});

test('kill -9 of the starter leaves postgres behind, and the next start adopts it', async () => {
  const dataDir = await newDataDir();
  const orphaned = await spawnStarter(['keep', dataDir]);
  await writeRow(orphaned.superuserUrl);
  await end(orphaned.child, 'SIGKILL');
  expect(await isAlive(orphaned.pid)).toBe(true);

  const adopted = await start(dataDir, orphaned.port);
  expect(adopted.pid).toBe(orphaned.pid);
  expect(await readRow(adopted.superuserUrl)).toEqual([{ answer: 42 }]);
  await adopted.stop();
  expect(await isAlive(orphaned.pid)).toBe(false);
});

test('an orphan on another port than the wanted one is stopped first', async () => {
  const dataDir = await newDataDir();
  const orphaned = await spawnStarter(['keep', dataDir]);
  await writeRow(orphaned.superuserUrl);
  await end(orphaned.child, 'SIGKILL');

  const wanted = await freePort();
  const server = await start(dataDir, wanted);
  expect(server.port).toBe(wanted);
  expect(await isAlive(orphaned.pid)).toBe(false);
  expect(await readRow(server.superuserUrl)).toEqual([{ answer: 42 }]);
});

test('kill -9 of postgres loses nothing that was committed', async () => {
  const dataDir = await newDataDir();
  const killed = await start(dataDir);
  await writeRow(killed.superuserUrl);
  process.kill(killed.pid, 'SIGKILL');
  await killed.stop();

  const restarted = await start(dataDir);
  expect(await readRow(restarted.superuserUrl)).toEqual([{ answer: 42 }]);
});

test('SIGTERM to the starter stops postgres too', async () => {
  const { child, pid } = await spawnStarter(['keep', await newDataDir()]);
  await end(child, 'SIGTERM');
  expect(await isAlive(pid)).toBe(false);
});

test('a throw-away postgres and its folder are gone after kill -9 of the owner', async () => {
  const { child, pid, superuserUrl } = await spawnStarter(['throwaway']);
  const [row] = await query(superuserUrl, 'SHOW data_directory');
  const clusterDir = String(row?.['data_directory']);
  await end(child, 'SIGKILL');
  expect(await waitUntil(async () => !(await isAlive(pid)), 5_000)).toBe(true);
  const isRemoved = () =>
    access(dirname(dirname(clusterDir))).then(
      () => false,
      () => true,
    );
  expect(await waitUntil(isRemoved, 5_000)).toBe(true);
});

test.runIf(isRoot)('below a folder that only root may enter, it moves to /var/tmp', async () => {
  const dataDir = await newDataDir(0o700);
  onTestFinished(() => deleteDataFolder(dataDir));
  const first = await start(dataDir);
  await writeRow(first.superuserUrl);
  await first.stop();
  const folder = await findDataFolder(dataDir);
  expect(folder?.clusterDir).toMatch(/^\/var\/tmp\/tributary-data-/);

  const second = await start(dataDir);
  expect(await readRow(second.superuserUrl)).toEqual([{ answer: 42 }]);
  await second.stop();
  await deleteDataFolder(dataDir);
  await expect(access(dirname(folder?.clusterDir ?? ''))).rejects.toThrow('ENOENT');
});

test.runIf(isRoot)('in an empty folder that only root may enter, it stays', async () => {
  const dataDir = await temporaryFolder(0o700);
  await start(dataDir);
  expect((await findDataFolder(dataDir))?.clusterDir).toBe(join(dataDir, 'postgres'));
});

test.runIf(isRoot && nobodyReadsUs)('an ordinary user starts it, and root after them', async () => {
  const parent = await temporaryFolder(0o777);
  const dataDir = join(parent, 'data');
  const ordinary = await spawnStarter(['keep', dataDir], NOBODY);
  await writeRow(ordinary.superuserUrl);
  expect((await stat(join(dataDir, 'postgres'))).uid).toBe(NOBODY.uid);
  await end(ordinary.child, 'SIGTERM');

  const asRoot = await start(dataDir);
  expect(await readRow(asRoot.superuserUrl)).toEqual([{ answer: 42 }]);
});

test.runIf(isRoot && nobodyReadsUs)(
  "another account's data folder is refused by name",
  async () => {
    const dataDir = await newDataDir();
    await (await start(dataDir)).stop();
    await expect(spawnStarter(['keep', dataDir], { uid: 1, gid: 1 })).rejects.toThrow(
      `cannot use the data folder ${dataDir}`,
    );
  },
);

test('a taken port is reported by number, with the variable that changes it', async () => {
  const taken = createServer();
  const port = await listen(taken);
  onTestFinished(() => void taken.close());
  await expect(start(await newDataDir(), port)).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringMatching(new RegExp(`Port ${port} .*EMBEDDED_PG_PORT=`)),
  });
});

test('a second start on a data folder in use is refused, and the first goes on', async () => {
  const dataDir = await newDataDir();
  const first = await start(dataDir);
  await expect(start(dataDir)).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    message: expect.stringContaining(`process ${process.pid}`),
  });
  expect(await query(first.superuserUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('of two starts at once one wins', async () => {
  const dataDir = await newDataDir();
  const results = await Promise.allSettled([start(dataDir), start(dataDir)]);
  const statuses = results.map((result) => result.status);
  expect(statuses.toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('a folder with files of others is neither used nor deleted', async () => {
  const dataDir = await temporaryFolder();
  await writeFile(join(dataDir, 'thesis.txt'), 'years of work');
  await expect(start(dataDir)).rejects.toMatchObject({ code: 'DATA_FOLDER_NOT_OURS' });
  await expect(deleteDataFolder(dataDir)).rejects.toMatchObject({ code: 'DATA_FOLDER_NOT_OURS' });
  expect(await readdir(dataDir)).toEqual(['thesis.txt']);
});

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
