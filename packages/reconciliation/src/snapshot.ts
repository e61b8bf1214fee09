/**
 * A look at one database: everything read through a snapshot is as of the same moment, and nothing can
 * be written through it. A role that may only SELECT is enough, and so is a read replica.
 */
import pg from 'pg';

export interface Snapshot {
  rows<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  /**
   * All rows, a page at a time, through a cursor on the server: never more than one page is here.
   * The next page is on its way while the caller works on this one.
   */
  pages<T>(sql: string, parameters?: unknown[]): AsyncIterableIterator<T[]>;
  close(): Promise<void>;
}

const pageSize = 1_000;
const connectTimeoutMs = 10_000;
/** One page, or one of the few statements that sum up a table. */
const statementTimeoutMs = 600_000;

/** @throws Error when the database cannot be reached. */
export async function openSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: 'tributary-reconcile',
    options: '-c timezone=UTC',
    keepAlive: true,
  });
  // A lost connection rejects the query that runs; without a listener it would end the process.
  client.on('error', () => undefined);
  let cursors = 0;
  try {
    await client.connect();
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  const rows = async <T>(sql: string, parameters: unknown[] = []) =>
    (await client.query(sql, parameters)).rows as T[];

  async function* pages<T>(sql: string, parameters: unknown[] = []) {
    const name = `page_${(cursors += 1)}`;
    await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${sql}`, parameters);
    const fetch = () => handled(rows<T>(`FETCH ${pageSize} FROM ${name}`));
    for (let next = fetch(); ;) {
      const page = await next;
      if (page.length === 0) break;
      next = fetch();
      yield page;
    }
    await client.query(`CLOSE ${name}`);
  }

  return { rows, pages, close: () => client.end() };
}

/** What is fetched ahead may never be waited for, when something else fails first. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
