// The few statements that the schema engine stand-in runs by itself, outside the engine: reaching
// a server, creating and dropping databases. Errors carry Prisma's codes (P1000, P1001, ...).
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;

/** @param {string} url @param {string} database */
export function withDatabase(url, database) {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** The `schema` parameter of a Prisma URL, which PostgreSQL itself does not know. */
export function schemaOf(/** @type {string} */ url) {
  return (URL.canParse(url) ? new URL(url).searchParams.get('schema') : null) ?? 'public';
}

/** Runs one script on a connection of its own. @param {string} url @param {string} sql */
export async function runSql(url, sql) {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    throw toPrismaError(error, url);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Resolves when the database answers. */
export async function canConnect(/** @type {string} */ url) {
  await runSql(url, 'SELECT 1');
}

/** Creates the database that the URL names, connected to the server's `postgres` database. */
export async function createDatabase(/** @type {string} */ url) {
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  await runSql(withDatabase(url, 'postgres'), `CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  return database;
}

function toPrismaError(/** @type {any} */ error, /** @type {string} */ url) {
  const { hostname, port, username, pathname } = new URL(url);
  const server = `${hostname}:${port || 5432}`;
  const database = pathname.slice(1);
  const known = {
    '28P01': [
      'P1000',
      `Authentication failed against the database server, the provided database credentials for \`${username}\` are not valid.`,
    ],
    '3D000': ['P1003', `Database \`${database}\` does not exist.`],
    '42P04': ['P1009', `Database \`${database}\` already exists.`],
    42501: ['P1010', `User \`${username}\` was denied access on the database \`${database}\`.`],
  };
  const [code, message] = known[/** @type {keyof typeof known} */ (error.code)] ?? [];
  if (code) return Object.assign(new Error(message, { cause: error }), { code });
  if (error.severity) return error;
  const unreachable = `Can't reach database server at \`${server}\`. Please make sure your database server is running at \`${server}\`.`;
  return Object.assign(new Error(unreachable, { cause: error }), { code: 'P1001' });
}
