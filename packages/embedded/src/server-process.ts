// One postgres process: what its postmaster.pid says, whether it lives, how to end it. It works
// for a process that this one started and for one that a killed start left behind.
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitUntil } from './wait-until.js';

/** The content of postmaster.pid. */
export interface ServerRecord {
  pid: number;
  port: number;
  /** PostgreSQL says so itself; false while it starts, recovers or stops. */
  ready: boolean;
}

const FAST_STOP_TIMEOUT_MS = 10_000;
const IMMEDIATE_STOP_TIMEOUT_MS = 5_000;

const run = promisify(execFile);

/** Reads postmaster.pid: undefined when there is none, or it is not written in full yet. */
export async function readServerRecord(clusterDir: string): Promise<ServerRecord | undefined> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
      throw error;
    },
  );
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port) return undefined;
  return { pid, port, ready: lines[7]?.trim() === 'ready' };
}

/** Whether the process runs; a zombie that nobody reaps counts as gone. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status.slice(status.lastIndexOf(')') + 2)[0] !== 'Z';
}

/** Whether the process is a postgres on this data directory: a pid may since belong to another program. */
export async function isServerOf(pid: number, clusterDir: string): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => readCommand(pid));
  return command.includes('postgres') && command.includes(clusterDir);
}

async function readCommand(pid: number): Promise<string> {
  if (process.platform === 'win32') return `postgres ${pid}`;
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return stdout;
}

/**
 * Shuts the server down: clients are cut off and running transactions rolled back; after 10 s
 * without effect it is stopped at once, and the next start recovers from the log.
 */
export async function stopServer(pid: number, clusterDir: string, pgCtl: string): Promise<void> {
  const gone = async () => !(await isAlive(pid));
  if (await gone()) return;
  await signalServer(pid, 'fast', clusterDir, pgCtl);
  if (await waitUntil(gone, FAST_STOP_TIMEOUT_MS)) return;
  await killServer(pid, clusterDir, pgCtl);
}

/** Stops the server without a checkpoint. */
export async function killServer(pid: number, clusterDir: string, pgCtl: string): Promise<void> {
  const gone = async () => !(await isAlive(pid));
  await signalServer(pid, 'immediate', clusterDir, pgCtl);
  if (await waitUntil(gone, IMMEDIATE_STOP_TIMEOUT_MS)) return;
  process.kill(pid, 'SIGKILL');
  await waitUntil(gone, IMMEDIATE_STOP_TIMEOUT_MS);
  await rm(join(clusterDir, 'postmaster.pid'), { force: true });
}

async function signalServer(
  pid: number,
  mode: 'fast' | 'immediate',
  clusterDir: string,
  pgCtl: string,
): Promise<void> {
  if (process.platform === 'win32') {
    await run(pgCtl, ['stop', '-D', clusterDir, '-m', mode, '--no-wait']);
    return;
  }
  try {
    process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
