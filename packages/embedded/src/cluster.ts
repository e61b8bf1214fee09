// Creates a cluster with initdb and runs one postgres process on it, up to the first answered
// connection. Who may do so at what time is decided in postgres.ts.
import { spawn, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.js';
import { createClusterDir, fileSize, type DataFolder } from './data-folder.js';
import { EmbeddedError } from './errors.js';
import { readServerRecord } from './server-process.js';
import { waitUntil } from './wait-until.js';

/** How a server differs between a data folder to keep and a throw-away one. */
export interface ServerOptions {
  port: number;
  /** false gives up crash safety for speed: throw-away databases only. */
  durable: boolean;
}

/** Covers recovery after a crash with a full gigabyte of log. */
const READY_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Small, since it shares one machine with every service; JIT never pays off for short statements. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  effective_cache_size: '512MB',
  random_page_cost: '1.1',
  jit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
};

/** Runs initdb and keeps the superuser's new password in the data folder. */
export async function createCluster(
  folder: DataFolder,
  binaries: Binaries,
  durable: boolean,
): Promise<void> {
  const password = randomBytes(24).toString('base64url');
  await rm(folder.passwordFile, { force: true });
  await createClusterDir(folder);
  const handover = await mkdtemp(join(dirname(folder.clusterDir), 'initdb-'));
  try {
    const passwordFile = join(handover, 'password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (folder.account) {
      await chown(handover, folder.account.uid, folder.account.gid);
      await chown(passwordFile, folder.account.uid, folder.account.gid);
    }
    const args = ['-D', folder.clusterDir, '-U', 'postgres', `--pwfile=${passwordFile}`];
    args.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C');
    if (!durable) args.push('--no-sync');
    await runInitdb(folder, binaries.initdb, args);
    await writeFile(folder.passwordFile, password, { mode: 0o600, flush: durable });
  } finally {
    await rm(handover, { recursive: true, force: true });
  }
}

async function runInitdb(folder: DataFolder, program: string, args: string[]): Promise<void> {
  const child = spawn(program, args, {
    ...accountOptions(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  if (exitCode === 0) return;
  await rm(folder.clusterDir, { recursive: true, force: true });
  throw new EmbeddedError('START_FAILED', `initdb failed in ${folder.clusterDir}:\n${output}`);
}

/**
 * Starts postgres in a session of its own, so that Ctrl-C in a terminal reaches the services
 * first. Resolves when it accepts connections.
 * @returns its process id
 * @throws EmbeddedError START_FAILED with the end of its log
 */
export async function runServer(
  folder: DataFolder,
  binaries: Binaries,
  options: ServerOptions,
): Promise<number> {
  const settings = options.durable ? SETTINGS : { ...SETTINGS, ...THROWAWAY_SETTINGS };
  const args = ['-D', folder.clusterDir, '-p', String(options.port)];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  if ((await fileSize(folder.logFile)) > LOG_LIMIT_BYTES) {
    await rename(folder.logFile, `${folder.logFile}.old`);
  }
  const logStart = await fileSize(folder.logFile);
  const log = await open(folder.logFile, 'a', 0o600);
  const child = spawn(binaries.postgres, args, {
    ...accountOptions(folder),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure ??= `it ended with ${signal ?? `code ${code}`}`));
  child.unref();
  await log.close();

  const isReady = async () => {
    const record = await readServerRecord(folder.clusterDir);
    return failure !== undefined || (record?.pid === child.pid && record?.ready === true);
  };
  const inTime = await waitUntil(isReady, READY_TIMEOUT_MS);
  if (inTime && failure === undefined && child.pid !== undefined) return child.pid;
  if (!inTime) child.kill('SIGQUIT');
  const output = (await readFile(folder.logFile)).subarray(logStart).toString().slice(-2_000);
  const reason = failure ?? `it was not ready after ${READY_TIMEOUT_MS / 1000} s`;
  throw new EmbeddedError('START_FAILED', `PostgreSQL did not start: ${reason}\n${output}`);
}

/** PostgreSQL's account may not be able to enter our working directory. */
function accountOptions(folder: DataFolder): SpawnOptions {
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const cwd = folder.account ? '/' : tmpdir();
  return { ...folder.account, cwd, env };
}
