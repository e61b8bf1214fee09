/** How every service holds its connections to PostgreSQL. */

/**
 * Options of a pg pool, for Prisma's adapter: nothing waits without a bound.
 * @param maxConnections at most so many connections of this process
 */
export function databasePool(connectionString: string, maxConnections: number) {
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
  };
}
