// Vitest's globalSetup for tests on a real database: one throw-away PostgreSQL per run, with a
// migrated template database per service. testing.ts gives each test a copy.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import {
  DATABASE_NAMES,
  databaseGrantsSql,
  rolesSql,
  runStatements,
  schemaGrantsSql,
  withDatabase,
  type DatabaseName,
  type RolePasswords,
} from './databases.js';
import { generateRolePasswords } from './role-passwords.js';
import { applyMigrations } from './migrations.js';
import { startThrowawayPostgres } from './throwaway-postgres.js';

/** What the tests' processes need to know of the server. */
export interface TestPostgres {
  superuserUrl: string;
  passwords: RolePasswords;
  /** Services that have a template, that is, migrations. */
  templates: DatabaseName[];
  /** Why a template could not be made: only tests that ask for it fail. */
  failures: Partial<Record<DatabaseName, string>>;
}

declare module 'vitest' {
  interface ProvidedContext {
    tributaryPostgres: TestPostgres;
  }
}

const prismaDir = fileURLToPath(new URL('../../../prisma/', import.meta.url));

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startThrowawayPostgres();
  try {
    const passwords = generateRolePasswords();
    await runStatements(server.superuserUrl, rolesSql(passwords));
    const { superuserUrl } = server;
    const known: TestPostgres = { superuserUrl, passwords, templates: [], failures: {} };
    for (const name of DATABASE_NAMES) {
      try {
        if (await createTemplate(superuserUrl, name, passwords)) known.templates.push(name);
      } catch (error) {
        known.failures[name] = String(error);
      }
    }
    project.provide('tributaryPostgres', known);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return () => server.stop();
}

async function createTemplate(
  superuserUrl: string,
  name: DatabaseName,
  passwords: RolePasswords,
): Promise<boolean> {
  const migrationsDir = join(prismaDir, name, 'migrations');
  if (!(await exists(migrationsDir))) return false;
  const template = `${name}_template`;
  const [owner, app] = [`${name}_owner`, `${name}_app`] as const;
  await runStatements(superuserUrl, [
    `CREATE DATABASE ${template}`,
    ...databaseGrantsSql(template, owner, app),
  ]);
  await runStatements(withDatabase(superuserUrl, template), schemaGrantsSql(owner, app));
  const role = { name: owner, password: passwords[owner] };
  await applyMigrations({ url: withDatabase(superuserUrl, template, role), migrationsDir });
  return true;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
