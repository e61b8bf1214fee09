// The data folder of an embedded PostgreSQL: what lies in it, and the guard against deleting a
// folder that is not ours.
//   .tributary-embedded   marker: this folder was created here and may be deleted whole
//   superuser-password    0600, written when initdb has succeeded
//   migrated              id of the postgres process whose databases are ready, see embedded.ts
//   environment.json      0600, see environment.ts
//   postgres.log          0600, the server's output
//   postgres/             the cluster; elsewhere when PostgreSQL's account cannot reach it
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  mkdir,
  readdir,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedError, errorCode } from './errors.js';
import { fallbackPath, openFallbackFolder } from './fallback-folder.js';
import { canTraverse, serverAccount, type ServerAccount } from './server-account.js';

const MARKER = '.tributary-embedded';

/** Where the parts of one embedded PostgreSQL are. Paths are absolute. */
export interface DataFolder {
  path: string;
  clusterDir: string;
  passwordFile: string;
  logFile: string;
  readyFile: string;
  /** The account that PostgreSQL runs under; undefined = ours. */
  account: ServerAccount | undefined;
}

/**
 * Creates the folder when it is not there.
 * @throws EmbeddedError DATA_FOLDER_NOT_OURS (holds other files), DATA_FOLDER_UNREADABLE
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  try {
    await mkdir(dataDir, { recursive: true });
    const path = await realpath(dataDir);
    await claim(path);
    const folder = await locate(path);
    if (isFallback(folder)) await openFallbackFolder(dirname(folder.clusterDir));
    await requireAccess(folder);
    return folder;
  } catch (cause) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(cause) ?? '')) throw cause;
    throw unreadable(dataDir, cause);
  }
}

/**
 * Like openDataFolder, but changes nothing: undefined when there is no embedded PostgreSQL.
 * @throws EmbeddedError DATA_FOLDER_UNREADABLE
 */
export async function findDataFolder(dataDir: string): Promise<DataFolder | undefined> {
  const path = await realpath(dataDir).catch(() => undefined);
  if (path === undefined || !(await exists(join(path, MARKER)))) return undefined;
  const folder = await locate(path);
  await requireAccess(folder).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  return folder;
}

/** Deletes the folder and its fallback; does nothing when it does not exist or is empty. */
export async function deleteDataFolder(dataDir: string): Promise<void> {
  const folder = await findDataFolder(dataDir);
  if (folder) {
    await rm(folder.clusterDir, { recursive: true, force: true });
    if (isFallback(folder)) await rm(dirname(folder.clusterDir), { recursive: true, force: true });
    await rm(folder.path, { recursive: true, force: true });
    return;
  }
  const entries = await readdir(dataDir).catch(() => []);
  if (entries.length > 0) throw notOurs(resolve(dataDir));
}

/** Makes the cluster's directory and hands it to PostgreSQL's account. */
export async function createClusterDir(folder: DataFolder): Promise<void> {
  await rm(folder.clusterDir, { recursive: true, force: true });
  await mkdir(folder.clusterDir, { recursive: true, mode: 0o700 });
  await chmod(folder.clusterDir, 0o700);
  const { account } = folder;
  if (account) await chown(folder.clusterDir, account.uid, account.gid);
}

/** Whether initdb has run to its end: only then is the password kept. */
export async function isInitialized(folder: DataFolder): Promise<boolean> {
  const version = join(folder.clusterDir, 'PG_VERSION');
  return (await exists(folder.passwordFile)) && (await exists(version));
}

async function claim(path: string): Promise<void> {
  const entries = await readdir(path);
  if (entries.includes(MARKER)) return;
  if (entries.length > 0) throw notOurs(path);
  // A folder made with mkdtemp is closed to PostgreSQL's account; now that it is ours, let it pass.
  if (await serverAccount(path)) await chmod(path, (await stat(path)).mode | 0o011);
  await writeFile(join(path, MARKER), 'Created by Tributary for its embedded PostgreSQL.\n');
}

async function locate(path: string): Promise<DataFolder> {
  const inside = join(path, 'postgres');
  const account = await serverAccount(inside);
  const isReachable = !account || (await canTraverse(account, dirname(inside)));
  const clusterDir = isReachable ? inside : join(fallbackPath('data', path), 'postgres');
  return {
    path,
    clusterDir,
    passwordFile: join(path, 'superuser-password'),
    logFile: join(path, 'postgres.log'),
    readyFile: join(path, 'migrated'),
    account: isReachable ? account : await serverAccount(clusterDir),
  };
}

function isFallback(folder: DataFolder): boolean {
  return dirname(folder.clusterDir) !== folder.path;
}

/** @throws Error EACCES when what is there belongs to another account */
async function requireAccess(folder: DataFolder): Promise<void> {
  const wanted = constants.R_OK | constants.W_OK;
  for (const path of [folder.path, folder.passwordFile, folder.clusterDir]) {
    await access(path, wanted).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }
}

function notOurs(path: string): EmbeddedError {
  return new EmbeddedError(
    'DATA_FOLDER_NOT_OURS',
    `${path} holds files that Tributary did not create, so it is left alone. Choose an empty or new data folder.`,
  );
}

function unreadable(path: string, cause: unknown): EmbeddedError {
  return new EmbeddedError(
    'DATA_FOLDER_UNREADABLE',
    `This account cannot use the data folder ${path} (${errorCode(cause)}); another account may have created it. ` +
      'Run as that account, or choose another data folder.',
    { cause },
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Size of a file in bytes, 0 when there is none. */
export async function fileSize(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
