// The Prisma CLI's configuration, the same for each service's database. Only prisma.config.ts
// files import it; no running service does.
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';
import { readEmbeddedConfig, repositoryDir } from './config.js';
import type { DatabaseName } from './databases.js';
import { runningEmbedded } from './embedded.js';

/**
 * The engine runs a PostgreSQL of its own for this host: for shadow databases, and to compare
 * files when no database is named. Commands that need the real database refuse it.
 */
const THROWAWAY_URL = 'postgresql://throwaway.embedded/postgres';

/**
 * The database is the one that `<NAME>_MIGRATION_URL` names (as its owner), or else that of the
 * embedded PostgreSQL when it runs. Shadow databases never touch it: `<NAME>_SHADOW_DATABASE_URL`
 * is for those who name a native engine with PRISMA_SCHEMA_ENGINE_BINARY.
 */
export async function prismaConfigFor(name: DatabaseName) {
  const folder = join(repositoryDir, 'prisma', name);
  const prefix = name.toUpperCase();
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= join(
    repositoryDir,
    'packages/embedded/bin/schema-engine.mjs',
  );
  return defineConfig({
    schema: join(folder, 'schema.prisma'),
    migrations: { path: join(folder, 'migrations') },
    datasource: {
      url: await migrationUrl(`${prefix}_MIGRATION_URL`),
      shadowDatabaseUrl: process.env[`${prefix}_SHADOW_DATABASE_URL`] ?? `${THROWAWAY_URL}_shadow`,
    },
  });
}

async function migrationUrl(variable: string): Promise<string> {
  const named = process.env[variable];
  if (named) return named;
  const embedded = await runningEmbedded(readEmbeddedConfig().dataDir).catch(() => undefined);
  return embedded?.env[variable] ?? THROWAWAY_URL;
}
