// Databases for tests. Needs testing-setup.ts as Vitest's globalSetup; production code never
// imports it.
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { databaseGrantsSql, runStatements, withDatabase, type DatabaseName } from './databases.js';
import type { TestPostgres } from './testing-setup.js';

/** A migrated, empty database of one service. */
export interface TestDatabase {
  /** As the service connects: role `<service>_app`, rows only. */
  url: string;
  /** As the owner: DDL and TRUNCATE. */
  ownerUrl: string;
  /** Cuts off open connections and removes the database. */
  drop(): Promise<void>;
}

/** The run's PostgreSQL server. @throws Error when globalSetup is not configured */
export function testPostgres(): TestPostgres {
  const server = inject('tributaryPostgres');
  if (server) return server;
  throw new Error(
    'Add @tributary/embedded/testing-setup to globalSetup, or name the file *.int.test.ts.',
  );
}

/** Copies the service's migrated template, about 50 ms. */
export async function createTestDatabase(service: DatabaseName): Promise<TestDatabase> {
  const { superuserUrl, passwords, templates, failures } = testPostgres();
  if (!templates.includes(service)) {
    const reason = failures[service] ?? `there is no prisma/${service}/migrations`;
    throw new Error(`No test database for ${service}: ${reason}`);
  }
  const [owner, app] = [`${service}_owner`, `${service}_app`] as const;
  const name = uniqueName(service);
  await runStatements(superuserUrl, [
    `CREATE DATABASE ${name} TEMPLATE ${service}_template`,
    ...databaseGrantsSql(name, owner, app),
  ]);
  return {
    url: withDatabase(superuserUrl, name, { name: app, password: passwords[app] }),
    ownerUrl: withDatabase(superuserUrl, name, { name: owner, password: passwords[owner] }),
    drop: () => dropDatabase(superuserUrl, name),
  };
}

/** An empty database for BullMQ, which migrates a schema of its own in it. */
export const createJobsDatabase = () => createOwnDatabase('jobs');

/** An empty database for the sessions of bff-web, which makes its table in it. */
export const createSessionsDatabase = () => createOwnDatabase('sessions');

async function createOwnDatabase(
  role: 'jobs' | 'sessions',
): Promise<{ url: string; drop(): Promise<void> }> {
  const { superuserUrl, passwords } = testPostgres();
  const name = uniqueName(role);
  await runStatements(superuserUrl, [`CREATE DATABASE ${name}`, ...databaseGrantsSql(name, role)]);
  return {
    url: withDatabase(superuserUrl, name, { name: role, password: passwords[role] }),
    drop: () => dropDatabase(superuserUrl, name),
  };
}

function uniqueName(kind: string): string {
  return `test_${kind}_${randomUUID().replaceAll('-', '')}`;
}

async function dropDatabase(superuserUrl: string, name: string): Promise<void> {
  await runStatements(superuserUrl, [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`]);
}
