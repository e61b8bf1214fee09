// Applies prisma/<name>/migrations at start-up without the Prisma CLI, in a tenth of its time, and
// keeps the CLI's own books (`_prisma_migrations`), so `prisma migrate status|deploy|dev` agree.
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedError } from './errors.js';

/** The advisory lock that Prisma takes while it migrates. */
const PRISMA_LOCK = 72_707_369;
const CONNECT_TIMEOUT_MS = 10_000;
/** Another process may be migrating the same database. */
const LOCK_TIMEOUT_MS = 60_000;

const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/** Default privileges would let the service rewrite the books; it may read them. */
const PROTECT_TABLE = `DO $$ DECLARE grantee text; BEGIN
  FOR grantee IN SELECT DISTINCT g.grantee FROM information_schema.role_table_grants g
    WHERE g.table_schema = current_schema() AND g.table_name = '_prisma_migrations'
      AND g.grantee NOT IN (current_user, 'PUBLIC')
  LOOP EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON _prisma_migrations FROM %I', grantee);
  END LOOP;
END $$`;

interface Migration {
  name: string;
  sql: string;
  /** sha256 of the file, in hex. */
  checksum: string;
}

interface AppliedRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

export interface ApplyMigrationsOptions {
  /** URL of the database as its owner. */
  url: string;
  /** Folder with one subfolder per migration, each with a migration.sql. */
  migrationsDir: string;
  log?: (message: string) => void;
}

/**
 * Applies the migrations that are not applied yet, in the order of their names, each in one
 * transaction. A failure rolls its file back, keeps those before it, and leaves a row that makes
 * `prisma migrate` ask for a decision; the next call here retries the file.
 * @throws EmbeddedError MIGRATION_CHANGED (an applied file was edited or removed), MIGRATION_FAILED
 */
export async function applyMigrations(
  options: ApplyMigrationsOptions,
): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.migrationsDir);
  const client = new pg.Client({
    connectionString: options.url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query('RESET lock_timeout');
    await client.query(CREATE_TABLE);
    await client.query(PROTECT_TABLE);
    const pending = pendingMigrations(migrations, await readApplied(client));
    for (const migration of pending) {
      options.log?.(`applying ${migration.name}`);
      await applyOne(client, migration);
    }
    return { applied: pending.map((migration) => migration.name) };
  } finally {
    await client.end().catch(() => {});
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const file = await readFile(join(folder, name, 'migration.sql'));
      const checksum = createHash('sha256').update(file).digest('hex');
      return { name, sql: file.toString('utf8'), checksum };
    }),
  );
}

async function readApplied(client: pg.Client): Promise<AppliedRow[]> {
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name, checksum, finished_at FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}

function pendingMigrations(migrations: Migration[], rows: AppliedRow[]): Migration[] {
  const finished = rows.filter((row) => row.finished_at !== null);
  const applied = new Map(finished.map((row) => [row.migration_name, row.checksum]));
  const onDisk = new Set(migrations.map((migration) => migration.name));
  for (const name of applied.keys()) {
    if (!onDisk.has(name)) throw changed(name, 'is applied to the database but not in the folder');
  }
  return migrations.filter(({ name, checksum }) => {
    const known = applied.get(name);
    if (known !== undefined && known !== checksum) {
      throw changed(name, 'was edited after it had been applied');
    }
    return known === undefined;
  });
}

function changed(name: string, what: string): EmbeddedError {
  return new EmbeddedError(
    'MIGRATION_CHANGED',
    `Migration ${name} ${what}. Restore the file and put the change into a new migration ` +
      '(in development, `npm start -- --fresh` begins anew).',
  );
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
    [migration.name],
  );
  const id = randomUUID();
  await client.query(
    'INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)',
    [id, migration.checksum, migration.name],
  );
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query(
      'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1',
      [id],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    const reason = describe(cause, migration.sql);
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
    throw new EmbeddedError('MIGRATION_FAILED', `Migration ${migration.name} failed: ${reason}`, {
      cause,
    });
  }
}

function describe(cause: unknown, sql: string): string {
  const { message, position } = cause as { message: string; position?: string };
  if (position === undefined) return message;
  const line = sql.slice(0, Number(position)).split('\n').length;
  return `${message} (line ${line} of migration.sql)`;
}
