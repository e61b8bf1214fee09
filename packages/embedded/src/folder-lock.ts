// At most one process at a time may start, own and stop the PostgreSQL of a data folder. The lock
// is a listening local socket, so the operating system releases it however its holder dies.
import { createHash } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedError, errorCode } from './errors.js';

/** A held lock. */
export interface FolderLock {
  release(): Promise<void>;
}

const ANSWER_TIMEOUT_MS = 1_000;

/** @throws EmbeddedError DATA_FOLDER_IN_USE, naming the process that holds the lock */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const address = lockAddress(folder);
  const server = await listen(address).catch(async (error: unknown) => {
    if (errorCode(error) !== 'EADDRINUSE') throw error;
    const holder = await askHolder(address);
    if (holder !== undefined) throw inUse(folder, holder);
    if (isSocketFile(address)) await unlink(address).catch(() => {});
    return listen(address).catch(() => {
      throw inUse(folder, 'unknown');
    });
  });
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Linux: an abstract socket, Windows: a named pipe; elsewhere a file that a dead holder leaves behind. */
function lockAddress(folder: string): string {
  const name = `tributary-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

const isSocketFile = (address: string) => address.startsWith('/');

function inUse(folder: string, holder: string): EmbeddedError {
  return new EmbeddedError(
    'DATA_FOLDER_IN_USE',
    `The data folder ${folder} is in use by another Tributary (process ${holder}). Stop that one first, or choose another data folder.`,
  );
}

function listen(address: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end(String(process.pid));
    });
    server.once('error', reject);
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** The holder's process id; undefined when nobody answers. */
function askHolder(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(address);
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(answer || 'unknown'));
  });
}
