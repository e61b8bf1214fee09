/**
 * The connection to the inventory database: pool, timeouts, transactions. No queries of its own.
 * What decides or writes runs on `Sql`; Prisma, on the same pool, is for reads that only show.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { openDatabase } from '@tributary/database';
import { PrismaClient } from '../generated/prisma/client.js';

export type { Sql as Statement } from '@prisma/client/runtime/client';
export { type Database, empty, join, sql, type Sql } from '@tributary/database';
export type { PrismaClient };

export interface DatabaseOptions {
  databaseUrl: string;
  /** Connections at most. */
  poolMax?: number;
}

const transactionTimeoutMs = 15_000;

export function connect({ databaseUrl, poolMax = 10 }: DatabaseOptions) {
  const database = openDatabase({
    url: databaseUrl,
    maxConnections: poolMax,
    transactionTimeoutMs,
  });
  const adapter = new PrismaPg(database.pool, { statementNameGenerator: database.statementNames });
  return { database, prisma: new PrismaClient({ adapter }) };
}

/** Rows for `jsonb_to_recordset`: any number of rows in one parameter. */
export const asRecords = (rows: readonly object[]): string => JSON.stringify(rows);

/**
 * For a write whose answer nobody needs, in a transaction only: it is on its way, in order, and what
 * comes next need not wait. Should it fail, the transaction fails.
 */
export const send = (write: Promise<unknown>): void => void write.catch(() => undefined);
