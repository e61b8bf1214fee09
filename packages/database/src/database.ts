/**
 * How every service reaches its PostgreSQL: one bounded pool for all. What decides and writes runs on
 * `Sql`, in transactions whose statements are pipelined; what only reads may use Prisma on the same
 * pool. A statement through here costs a third of the processor time that it costs through Prisma.
 */
import pg from 'pg';
import { poolOptions } from './pool-options.js';
import { prepare, type Sql } from './sql.js';
import { createStatementNames, type StatementNames } from './statement-names.js';
import { runTransaction, type StatementTarget } from './transaction.js';

export interface DatabaseOptions {
  url: string;
  /** Connections at most; default 10. */
  maxConnections?: number | undefined;
  /** The longest a transaction may take; default 8 s. Then its connection is closed and it is rolled back. */
  transactionTimeoutMs?: number | undefined;
}

export interface Database extends Sql {
  /**
   * Commits when `work` resolves, rolls back when it rejects or when a statement failed that nobody
   * waited for. After an error of COMMIT itself it is unknown which of the two happened.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** For Prisma's adapter. */
  readonly pool: pg.Pool;
  /** For Prisma's adapter: names for its statements, which are counted by it. */
  readonly statementNames: StatementNames;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  /** Waits for running statements. */
  close(): Promise<void>;
}

/** Opens no connection before the first statement. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, maxConnections = 10, transactionTimeoutMs = 8_000 } = options;
  const pool = new pg.Pool(poolOptions(url, maxConnections));
  // A connection that dies in the pool is replaced by it; without a listener the process would end.
  pool.on('error', () => undefined);
  const statementNames = createStatementNames();
  const sql = sqlOn(pool, statementNames);
  return {
    ...sql,
    pool,
    statementNames,
    transaction: (work) =>
      runTransaction(pool, transactionTimeoutMs, (target) => work(sqlOn(target, statementNames))),
    ping: async () => void (await pool.query('SELECT 1')),
    close: () => pool.end(),
  };
}

/** The statements of a pool, each on any connection, or of one connection. */
function sqlOn(target: StatementTarget, nameOf: StatementNames): Sql {
  const run = (text: string, values: readonly unknown[]) =>
    target.query({ text, values: values as unknown[], name: nameOf({ sql: text, args: values }) });
  return {
    async $queryRaw<T>(query: Parameters<Sql['$queryRaw']>[0], ...values: unknown[]) {
      const { text, values: flat } = prepare(query, values);
      return (await run(text, flat)).rows as T;
    },
    async $executeRaw(query, ...values) {
      const { text, values: flat } = prepare(query, values);
      return (await run(text, flat)).rowCount ?? 0;
    },
    async $queryRawUnsafe<T>(text: string, ...values: unknown[]) {
      return (await run(text, values)).rows as T;
    },
  };
}
