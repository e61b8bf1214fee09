/**
 * Sessions in a PostgreSQL database of their own, whose role can do nothing else. The only file that knows
 * its table, and with redis-sessions.ts the only one that speaks to a store.
 */
import type { Logger } from '@tributary/service';
import { gatherReads } from '@tributary/service/gathered-reads';
import pg from 'pg';
import type { SessionStore } from './session-store.js';

const tableSql = `CREATE TABLE IF NOT EXISTS web_sessions (
  key text PRIMARY KEY,
  sealed bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  leased_until timestamptz
);
CREATE INDEX IF NOT EXISTS web_sessions_expiry_idx ON web_sessions (expires_at)`;

/** The array comes out of a subselect: PostgreSQL then plans the statement once for all lengths. */
const readSql = `SELECT key, sealed FROM web_sessions
  WHERE key = ANY ((SELECT $1::text[])::text[]) AND expires_at > now()`;

interface Row {
  key: string;
  sealed: Buffer;
}

const purgeEveryMs = 600_000;
const purgedAtOnce = 5_000;

export interface PostgresSessionsOptions {
  url: string;
  logger: Logger;
  connections?: number;
}

/** Makes its table with the first question; two processes that do so at once wait for each other. */
export function postgresSessions({
  url,
  logger,
  connections = 10,
}: PostgresSessionsOptions): SessionStore {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: 2_000,
    query_timeout: 3_000,
    application_name: 'bff-web sessions',
  });
  pool.on('error', () => undefined);
  const ask = whenReady(pool);
  const purge = setInterval(() => {
    ask(
      `DELETE FROM web_sessions WHERE key IN (
        SELECT key FROM web_sessions WHERE expires_at < now() LIMIT ${purgedAtOnce})`,
      [],
    ).catch((error: unknown) => logger.warn({ err: error }, 'old sessions were not deleted'));
  }, purgeEveryMs).unref();

  const read = gatherReads(async (keys: readonly string[]) => {
    const { rows } = await ask(readSql, [keys], 'read');
    const found = new Map((rows as Row[]).map(({ key, sealed }) => [key, sealed]));
    return keys.map((key) => found.get(key) ?? null);
  });

  return {
    read,
    async write(key, sealed, lifetimeMs) {
      await ask(
        `INSERT INTO web_sessions (key, sealed, expires_at)
        VALUES ($1, $2, now() + $3 * interval '1 ms') ON CONFLICT (key) DO UPDATE
        SET sealed = EXCLUDED.sealed, expires_at = EXCLUDED.expires_at, leased_until = NULL`,
        [key, sealed, lifetimeMs],
      );
    },
    remove: async (key) => void (await ask('DELETE FROM web_sessions WHERE key = $1', [key])),
    async lease(key, leaseMs) {
      const { rowCount } = await ask(
        `UPDATE web_sessions SET leased_until = now() + $2 * interval '1 ms'
        WHERE key = $1 AND (leased_until IS NULL OR leased_until < now())`,
        [key, leaseMs],
      );
      return rowCount === 1;
    },
    giveUpLease: async (key) =>
      void (await ask('UPDATE web_sessions SET leased_until = NULL WHERE key = $1', [key])),
    ping: async () => void (await ask('SELECT 1', [])),
    async close() {
      clearInterval(purge);
      await pool.end();
    },
  };
}

/** Statements that find their table made; one with a name is parsed and planned once per connection. */
function whenReady(pool: pg.Pool) {
  let ready: Promise<void> | undefined;
  const makeTable = async () => {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock(72707371)');
      await client.query(tableSql);
    } finally {
      await client.query('SELECT pg_advisory_unlock(72707371)').catch(() => undefined);
      client.release();
    }
  };
  return async (text: string, values: unknown[], name?: string): Promise<pg.QueryResult> => {
    ready ??= makeTable();
    await ready.catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return pool.query({ text, values, ...(name && { name }) });
  };
}
