/** The databases that start and dev run on: embedded or the user's own, migrated, with demo data. */
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbedded } from '@tributary/embedded';
import { dataDir, root } from './stack.js';

export interface PreparedDatabases {
  /** Connection strings and keys for the services. */
  env: Record<string, string>;
  /** Process id of the embedded PostgreSQL; undefined with databases of the user's own. */
  pid?: number;
  stop(): Promise<void>;
}

const required = ['USERS', 'ORDERS', 'INVENTORY', 'JOBS'].map((name) => `${name}_DATABASE_URL`);

/**
 * With every *_DATABASE_URL set, uses those as they are (migrate them with `npm run migrate`).
 * Otherwise starts the embedded PostgreSQL and seeds it.
 * @throws Error when only some of the variables are set.
 */
export async function prepareDatabases(options: {
  fresh: boolean;
  log: (message: string) => void;
}): Promise<PreparedDatabases> {
  const missing = required.filter((name) => !process.env[name]);
  if (missing.length === 0) return { env: {}, stop: async () => {} };
  if (missing.length < required.length)
    throw new Error(
      `Some databases are yours, some are not: set ${missing.join(', ')} too, or none.`,
    );
  const embedded = await startEmbedded({
    dataDir,
    port: Number(process.env['EMBEDDED_PG_PORT'] ?? 54_320),
    migrationsRoot: root,
    ...options,
  });
  try {
    const seeded = join(dataDir, 'seeded');
    if (!existsSync(seeded)) {
      await seed(embedded.env);
      writeFileSync(seeded, '');
    }
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}

/** In a process of its own, which takes Prisma's memory with it when it ends. */
function seed(env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'scripts/seed.ts')], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('The demo data could not be written.')),
    );
  });
}
