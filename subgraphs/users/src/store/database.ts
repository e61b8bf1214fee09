/** The connection to the users database. Only files of this folder and store.ts see Prisma. */
import { PrismaPg } from '@prisma/adapter-pg';
import { createStatementNames, databasePool } from '@tributary/database';
import { Prisma, PrismaClient } from '../generated/prisma/client.js';

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

/** Whether a write broke a unique constraint: somebody else was first. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
