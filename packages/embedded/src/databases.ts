// Databases and roles, each with the least that it needs:
//   <name>_owner  owns database <name> and its schema public; runs migrations, nothing else
//   <name>_app    what the service connects as: rows only, no DDL, no TRUNCATE
//   jobs          owns database jobs, where BullMQ migrates a schema of its own
//   sessions      owns database sessions, where bff-web keeps those of browsers while there is no Redis
// Nobody can connect to another's database. Running it again repairs, and resets the passwords.
import pg from 'pg';

/** Services that have a database with migrations. */
export const DATABASE_NAMES = ['users', 'orders', 'inventory'] as const;
export type DatabaseName = (typeof DATABASE_NAMES)[number];

/** Passwords by role; a role without one is not made, nor its database. */
export type RolePasswords = Record<
  `${DatabaseName}_owner` | `${DatabaseName}_app` | 'jobs' | 'sessions',
  string
>;

const CONNECT_TIMEOUT_MS = 10_000;

const id = (name: string) => pg.escapeIdentifier(name);
const text = (value: string) => pg.escapeLiteral(value);

/** One role may be created by two callers at once, and there is no CREATE ROLE IF NOT EXISTS. */
function roleSql(role: string, password: string): string {
  const create = `CREATE ROLE ${id(role)} LOGIN`;
  return `DO $$ BEGIN ${create}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
ALTER ROLE ${id(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD ${text(password)};`;
}

/** Statements for the server's `postgres` database that make the roles. */
export function rolesSql(passwords: RolePasswords): string[] {
  return Object.entries(passwords)
    .filter(([, password]) => password)
    .map(([role, password]) => roleSql(role, password));
}

/** Statements for the `postgres` database, each on its own, that give a new database to its roles. */
export function databaseGrantsSql(database: string, owner: string, app?: string): string[] {
  const grants = [
    `ALTER DATABASE ${id(database)} OWNER TO ${id(owner)}`,
    `REVOKE ALL ON DATABASE ${id(database)} FROM PUBLIC`,
  ];
  if (app) grants.push(`GRANT CONNECT ON DATABASE ${id(database)} TO ${id(app)}`);
  return grants;
}

/** Statements to run inside a service's database. */
export function schemaGrantsSql(owner: string, app: string): string[] {
  const defaults = `ALTER DEFAULT PRIVILEGES FOR ROLE ${id(owner)} IN SCHEMA public`;
  return [
    `ALTER SCHEMA public OWNER TO ${id(owner)}`,
    `REVOKE ALL ON SCHEMA public FROM PUBLIC`,
    `GRANT USAGE ON SCHEMA public TO ${id(app)}`,
    `${defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${id(app)}`,
    `${defaults} GRANT USAGE ON SEQUENCES TO ${id(app)}`,
  ];
}

/**
 * Creates what is missing of databases, roles and grants on any PostgreSQL >= 15.
 * @param superuserUrl any database of the server, as a role that may create roles and databases
 */
export async function ensureDatabases(
  superuserUrl: string,
  passwords: RolePasswords,
): Promise<void> {
  await runStatements(superuserUrl, rolesSql(passwords));
  for (const name of DATABASE_NAMES) {
    await createDatabase(superuserUrl, name);
    const [owner, app] = [`${name}_owner`, `${name}_app`];
    await runStatements(superuserUrl, databaseGrantsSql(name, owner, app));
    await runStatements(withDatabase(superuserUrl, name), schemaGrantsSql(owner, app));
  }
  for (const name of ['jobs', 'sessions'] as const) {
    if (!passwords[name]) continue;
    await createDatabase(superuserUrl, name);
    await runStatements(superuserUrl, databaseGrantsSql(name, name));
  }
}

/** The same URL, naming another database, and another role when one is given. */
export function withDatabase(
  url: string,
  database: string,
  role?: { name: string; password: string },
): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  if (role) {
    changed.username = role.name;
    changed.password = encodeURIComponent(role.password);
  }
  return changed.href;
}

/** Runs the statements one by one, each in a transaction of its own, on one connection. */
export async function runStatements(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end().catch(() => {});
  }
}

async function createDatabase(superuserUrl: string, name: string): Promise<void> {
  await runStatements(superuserUrl, [`CREATE DATABASE ${id(name)}`]).catch((error: unknown) => {
    const code = (error as { code?: string }).code;
    if (code !== DUPLICATE_DATABASE && code !== UNIQUE_VIOLATION) throw error;
  });
}

const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';
