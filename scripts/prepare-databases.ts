/** The databases that start and dev run on: embedded or the user's own, migrated, with demo data. */
import { startEmbedded } from '@tributary/embedded';
import { seedCatalogue } from '../subgraphs/inventory/src/seed.js';
import { seedUsers } from '../subgraphs/users/src/seed.js';
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
    await seedUsers(embedded.env['USERS_DATABASE_URL']!);
    await seedCatalogue({ databaseUrl: embedded.env['INVENTORY_DATABASE_URL']! });
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return embedded;
}
