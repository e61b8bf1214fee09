/** The connection to the inventory database: pool, timeouts, transactions. No queries of its own. */
import { createStatementNames, databasePool } from '@tributary/database';
import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

export { Prisma };

export type Client = ReturnType<typeof connect>;

/** A client or a transaction: what every query of the store runs on. */
export type Database = Prisma.TransactionClient;

export interface DatabaseOptions {
  databaseUrl: string;
  /** Connections at most. */
  poolMax?: number;
}

const connectTimeoutMs = 3_000;
/** For the whole of a transaction, and for getting a connection for it. */
const transactionTimeoutMs = 15_000;

export function connect({ databaseUrl, poolMax = 10 }: DatabaseOptions) {
  const adapter = new PrismaPg(databasePool(databaseUrl, poolMax), {
    statementNameGenerator: createStatementNames(),
  });
  return new PrismaClient({
    adapter,
    transactionOptions: { maxWait: connectTimeoutMs, timeout: transactionTimeoutMs },
  });
}

/** Rows for `jsonb_to_recordset`: any number of rows in one parameter. */
export const asRecords = (rows: readonly object[]): string => JSON.stringify(rows);
