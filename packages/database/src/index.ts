export { type Database, type DatabaseOptions, openDatabase } from './database.js';
export type { Sql } from './sql.js';
export { poolOptions as databasePool } from './pool-options.js';
export { createStatementNames } from './statement-names.js';
export { sqltag as sql, join, empty } from '@prisma/client/runtime/client';
export { together } from './together.js';
