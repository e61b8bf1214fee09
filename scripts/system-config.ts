/** Where a tool finds the system: as the environment says, else the embedded one that `npm start` runs. */
import { readEmbeddedConfig, runningEmbedded } from '@tributary/embedded';
import { readConfig, variable } from '@tributary/service';
import type { z } from 'zod';

const databases = {
  USERS_DATABASE_URL: variable.postgresUrl().optional(),
  ORDERS_DATABASE_URL: variable.postgresUrl().optional(),
  INVENTORY_DATABASE_URL: variable.postgresUrl().optional(),
};
const names = Object.keys(databases) as (keyof typeof databases)[];

/**
 * The services' databases, all of them, and the variables of `shape`.
 * @throws Error when only some databases are named, or none is and nothing is running here
 */
export async function readSystemConfig<S extends z.ZodRawShape>(shape: S) {
  const all = { ...databases, ...shape };
  const named = readConfig(databases);
  const missing = names.filter((name) => !named[name]);
  if (missing.length === names.length) {
    const embedded = await runningEmbedded(readEmbeddedConfig().dataDir);
    if (embedded) return withDatabases(readConfig(all, { ...embedded.env, ...process.env }));
    const variables = names.join(', ');
    throw new Error(
      `Nothing is running here. Start the system with "npm start", or set ${variables}.`,
    );
  }
  if (missing.length > 0)
    throw new Error(`Some databases are named, some are not: set ${missing.join(' and ')} too.`);
  return withDatabases(readConfig(all));
}

function withDatabases<C extends object>(config: C) {
  const named = config as Record<(typeof names)[number], string>;
  const urls = {
    users: named.USERS_DATABASE_URL,
    orders: named.ORDERS_DATABASE_URL,
    inventory: named.INVENTORY_DATABASE_URL,
  };
  return { urls, config };
}
