/** The connection to the orders database. Only files of this folder and store.ts see Prisma. */
import { PrismaPg } from '@prisma/adapter-pg';
import { createStatementNames, databasePool } from '@tributary/database';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

export { Prisma };

/** The client itself or one of its transactions. */
export type Database = Prisma.TransactionClient;

export function openDatabase(url: string, maxConnections: number) {
  const adapter = new PrismaPg(databasePool(url, maxConnections), {
    statementNameGenerator: createStatementNames(),
  });
  return new PrismaClient({
    adapter,
    transactionOptions: { maxWait: 3_000, timeout: 8_000 },
  });
}

/** Rows for `jsonb_to_recordset`: any number of rows in one parameter. */
export const asRecords = (rows: readonly object[]): string => JSON.stringify(rows);
