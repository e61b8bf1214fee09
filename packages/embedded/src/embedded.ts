// The embedded default as a whole: PostgreSQL, its databases and roles, their migrations, and the
// variables that point the services at it.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_NAMES, ensureDatabases, withDatabase } from './databases.js';
import { deleteDataFolder, findDataFolder } from './data-folder.js';
import { readEnvironment, serviceEnvironment, type Environment } from './environment.js';
import { applyMigrations } from './migrations.js';
import { runningPostgres, startPostgres, stopOrphan } from './postgres.js';

export interface StartEmbeddedOptions {
  dataDir: string;
  /** 0 picks a free port; an orphan is adopted on whatever port it has. */
  port: number;
  /** Deletes the data folder first. It must be one that was created here. */
  fresh?: boolean;
  /** The repository: `prisma/<name>/migrations` of each service lies below it. */
  migrationsRoot: string;
  log?: (message: string) => void;
}

export interface EmbeddedSystem {
  /** See serviceEnvironment: variables that are already set must win over these. */
  env: Record<string, string>;
  superuserUrl: string;
  /** Process id of PostgreSQL. */
  pid: number;
  /** Stop the services first: this cuts off their connections. */
  stop(): Promise<void>;
}

/** @throws EmbeddedError as startPostgres and applyMigrations do */
export async function startEmbedded(options: StartEmbeddedOptions): Promise<EmbeddedSystem> {
  const { dataDir, port, log } = options;
  if (options.fresh) {
    await stopOrphan(dataDir);
    await deleteDataFolder(dataDir);
  }
  const server = await startPostgres({ dataDir, port, log });
  const readyFile = join(dataDir, 'migrated');
  try {
    await rm(readyFile, { force: true });
    const environment = await readEnvironment(dataDir);
    await ensureDatabases(server.superuserUrl, environment.passwords);
    await migrateAll(server.superuserUrl, environment, options);
    await writeFile(readyFile, String(server.pid));
    const env = serviceEnvironment(environment, server.port);
    const { superuserUrl, pid } = server;
    return { env, superuserUrl, pid, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The variables of an embedded PostgreSQL that is up on the data folder, its databases migrated. */
export async function runningEmbedded(
  dataDir: string,
): Promise<{ env: Record<string, string>; superuserUrl: string } | undefined> {
  const running = await runningPostgres(dataDir);
  const folder = running && (await findDataFolder(dataDir));
  if (!running || !folder) return undefined;
  const readyPid = await readFile(folder.readyFile, 'utf8').catch(() => undefined);
  if (readyPid !== String(running.pid)) return undefined;
  const environment = await readEnvironment(folder.path);
  return {
    env: serviceEnvironment(environment, running.port),
    superuserUrl: running.superuserUrl,
  };
}

async function migrateAll(
  superuserUrl: string,
  environment: Environment,
  { migrationsRoot, log }: StartEmbeddedOptions,
): Promise<void> {
  await Promise.all(
    DATABASE_NAMES.map(async (name) => {
      const role = { name: `${name}_owner`, password: environment.passwords[`${name}_owner`] };
      const { applied } = await applyMigrations({
        url: withDatabase(superuserUrl, name, role),
        migrationsDir: join(migrationsRoot, 'prisma', name, 'migrations'),
      });
      if (applied.length > 0) log?.(`${name}: applied ${applied.join(', ')}`);
    }),
  );
}
