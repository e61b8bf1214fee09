/**
 * The connections to the orders database: one pool. What decides or writes runs on `Sql`; `shown` is for
 * reads that only show, outside of transactions. Only files of this folder and store.ts see either.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { type Database, openDatabase as open } from '@tributary/database';
import { PrismaClient } from '../generated/prisma/client.js';

export { empty, join, sql } from '@tributary/database';
export type { Database, Sql } from '@tributary/database';
/** A part of a statement, with its values. */
export type { Sql as Fragment } from '@prisma/client/runtime/client';

/** Rows by the models of schema.prisma. */
export type Shown = PrismaClient;

export interface Databases {
  database: Database;
  shown: Shown;
  close: () => Promise<void>;
}

/** A transaction may take 8 s. */
export function openDatabases(url: string, maxConnections: number): Databases {
  const database = open({ url, maxConnections, transactionTimeoutMs: 8_000 });
  const { pool, statementNames } = database;
  const adapter = new PrismaPg(pool, { statementNameGenerator: statementNames });
  const shown = new PrismaClient({ adapter });
  return {
    database,
    shown,
    async close() {
      await shown.$disconnect();
      await database.close();
    },
  };
}

/** Rows for `jsonb_to_recordset`: any number of rows in one parameter. */
export const asRecords = (rows: readonly object[]): string => JSON.stringify(rows);
