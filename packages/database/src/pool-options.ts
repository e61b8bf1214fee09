/** How every service holds its connections to PostgreSQL: nothing waits without a bound. */
import type pg from 'pg';

/** @param maxConnections at most so many connections of this process */
export function poolOptions(connectionString: string, maxConnections: number) {
  return {
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: 3_000,
    // Prisma sends and reads times without their zone: in any session but UTC they would shift.
    options: '-c timezone=UTC',
    statement_timeout: 10_000,
    query_timeout: 12_000,
    idle_in_transaction_session_timeout: 30_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Statements of a transaction do not wait for the answers to those before them.
    pipeline: true,
    // Between the pool's handing a connection over and the first listener on it there is a moment in
    // which the server's "terminating connection" would be an uncaught error and end the process. The
    // statement that comes next fails all the same, and the pool lets go of the connection.
    onConnect: (connection: pg.ClientBase) => void connection.on('error', () => undefined),
  };
}
