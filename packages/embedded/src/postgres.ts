// Starts, adopts and stops the PostgreSQL of a data folder. It owns the life of the process and
// knows nothing of databases and roles within it.
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { findBinaries, type Binaries } from './binaries.js';
import { createCluster, runServer } from './cluster.js';
import { findDataFolder, isInitialized, openDataFolder, type DataFolder } from './data-folder.js';
import { EmbeddedError } from './errors.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { claimPort } from './port.js';
import { isServerOf, killServer, readServerRecord, stopServer } from './server-process.js';
import { waitUntil } from './wait-until.js';

/** A running PostgreSQL that this process may stop. */
export interface PostgresServer {
  host: '127.0.0.1';
  port: number;
  /** URL of the `postgres` database as superuser. */
  superuserUrl: string;
  pid: number;
  /** Fast shutdown; idempotent. Releases the data folder. */
  stop(): Promise<void>;
}

export interface StartPostgresOptions {
  /** Created when missing; holds everything, data and secrets. */
  dataDir: string;
  /** 0 picks a free port. */
  port: number;
  log?: (message: string) => void;
  /** false gives up crash safety for speed. Default true. */
  durable?: boolean;
}

/** A postgres that was killed a moment ago may still hold its shared memory. */
const RESTART_TIMEOUT_MS = 5_000;
const ORPHAN_ANSWER_TIMEOUT_MS = 5_000;

/**
 * Starts PostgreSQL on the data folder, or adopts one that a killed process left running there.
 * @throws EmbeddedError PLATFORM_NOT_SUPPORTED, PORT_TAKEN, DATA_FOLDER_IN_USE,
 *   DATA_FOLDER_NOT_OURS, DATA_FOLDER_UNREADABLE, START_FAILED
 */
export async function startPostgres(options: StartPostgresOptions): Promise<PostgresServer> {
  const folder = await openDataFolder(options.dataDir);
  const binaries = await findBinaries(folder.account);
  const lock = await lockFolder(folder.path);
  try {
    const orphan = await adoptOrStopOrphan(folder, binaries, options);
    if (orphan) return serverHandle(folder, binaries, orphan, lock);
    if (!(await isInitialized(folder))) {
      options.log?.('creating the database cluster');
      await createCluster(folder, binaries, options.durable ?? true);
    }
    const started = await startServer(folder, binaries, options);
    return await serverHandle(folder, binaries, started, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The superuser URL of a PostgreSQL that runs on the data folder, whoever started it. */
export async function runningPostgres(
  dataDir: string,
): Promise<(RunningServer & { superuserUrl: string }) | undefined> {
  const folder = await findDataFolder(dataDir);
  if (!folder) return undefined;
  const record = await readServerRecord(folder.clusterDir);
  if (!record?.ready || !(await isServerOf(record.pid, folder.clusterDir))) return undefined;
  const superuserUrl = await urlOf(folder, record.port);
  return (await answers(superuserUrl)) ? { ...record, superuserUrl } : undefined;
}

/** Stops what a killed start left running. @throws EmbeddedError DATA_FOLDER_IN_USE when its starter lives */
export async function stopOrphan(dataDir: string): Promise<void> {
  const folder = await findDataFolder(dataDir);
  if (!folder) return;
  const lock = await lockFolder(folder.path);
  try {
    const record = await readServerRecord(folder.clusterDir);
    if (!record || !(await isServerOf(record.pid, folder.clusterDir))) return;
    const { pgCtl } = await findBinaries(folder.account);
    await killServer(record.pid, folder.clusterDir, pgCtl);
  } finally {
    await lock.release();
  }
}

interface RunningServer {
  pid: number;
  port: number;
}

async function adoptOrStopOrphan(
  folder: DataFolder,
  binaries: Binaries,
  { port, log }: StartPostgresOptions,
): Promise<RunningServer | undefined> {
  const record = await readServerRecord(folder.clusterDir);
  if (!record || !(await isServerOf(record.pid, folder.clusterDir))) return undefined;
  const url = await urlOf(folder, record.port);
  const isWanted = (port === 0 || port === record.port) && (await isInitialized(folder));
  if (isWanted && (await waitUntil(() => answers(url), ORPHAN_ANSWER_TIMEOUT_MS))) {
    log?.(`adopted the PostgreSQL that an earlier start left on port ${record.port}`);
    return record;
  }
  log?.(`stopping the PostgreSQL that an earlier start left (process ${record.pid})`);
  await stopServer(record.pid, folder.clusterDir, binaries.pgCtl);
  return undefined;
}

async function startServer(
  folder: DataFolder,
  binaries: Binaries,
  options: StartPostgresOptions,
): Promise<RunningServer> {
  const deadline = performance.now() + RESTART_TIMEOUT_MS;
  for (;;) {
    const port = await claimPort(options.port);
    try {
      const pid = await runServer(folder, binaries, { port, durable: options.durable ?? true });
      options.log?.(`PostgreSQL runs on port ${port}`);
      return { pid, port };
    } catch (error) {
      if (!(error instanceof EmbeddedError) || performance.now() > deadline) throw error;
      await waitUntil(() => false, 200);
    }
  }
}

async function serverHandle(
  folder: DataFolder,
  binaries: Binaries,
  { pid, port }: RunningServer,
  lock: FolderLock,
): Promise<PostgresServer> {
  const superuserUrl = await urlOf(folder, port);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await stopServer(pid, folder.clusterDir, binaries.pgCtl);
    await lock.release();
  };
  return { host: '127.0.0.1', port, superuserUrl, pid, stop: () => (stopping ??= stop()) };
}

async function urlOf(folder: DataFolder, port: number): Promise<string> {
  const password = await readFile(folder.passwordFile, 'utf8').catch(() => '');
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
