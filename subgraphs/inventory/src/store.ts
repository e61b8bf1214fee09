/**
 * The only door to the inventory database. Everything behind it is named by what it does; no Prisma
 * type and no SQL comes out. A command gets a transaction and works with the same operations in it.
 */
import { appendEvents, type DomainEvent, type SqlTransaction } from '@tributary/messaging';
import { announcedVariants } from './store/announced-variants.js';
import { catalogueReads } from './store/catalogue-reads.js';
import { connect, type Database, type DatabaseOptions } from './store/database.js';
import { idempotency } from './store/idempotency.js';
import { imports } from './store/imports.js';
import { lowStock } from './store/low-stock.js';
import { levelRepair } from './store/level-repair.js';
import { newProducts } from './store/new-products.js';
import { productChanges } from './store/product-changes.js';
import { productSearch } from './store/product-search.js';
import { reservations } from './store/reservations.js';
import { stockWatches } from './store/stock-watches.js';
import { stock } from './store/stock.js';

export type { ListedLowVariant, LowStockPosition } from './store/low-stock.js';
export { CatalogueConflict, type NewProduct } from './store/new-products.js';
export type { PricedVariant } from './store/product-changes.js';
export type { ListedProduct } from './store/product-search.js';

const operations = (db: Database) => ({
  ...catalogueReads(db),
  ...newProducts(db),
  ...productChanges(db),
  ...stock(db),
  ...reservations(db),
  ...idempotency(db),
  ...imports(db),
  ...lowStock(db),
  ...stockWatches(db),
  ...levelRepair(db),
  ...announcedVariants(db),
});

const inTransaction = (db: Database) => ({
  ...operations(db),
  /** For the inbox of @tributary/messaging. */
  $executeRaw: ((strings, ...values) =>
    db.$executeRaw(strings, ...values)) as SqlTransaction['$executeRaw'],
  /** Writes events that commit with the transaction. */
  append: (events: readonly DomainEvent[]) => appendEvents(db, events),
  /** Answers a statement of @tributary/reconciliation, which knows the tables that it compares. */
  bookRows: <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
    db.$queryRawUnsafe<T[]>(sql, ...parameters),
  /** Lets one transaction of this name run at a time; it ends with the transaction. */
  async lockName(name: string): Promise<void> {
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  },
});

export type StoreTransaction = ReturnType<typeof inTransaction>;

/** Connects on first use. `close` waits for running statements. */
export function createStore(options: DatabaseOptions) {
  const client = connect(options);
  return {
    ...operations(client),
    ...productSearch(client),
    /** Commits when `work` resolves, rolls back when it rejects. */
    transaction: <T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> =>
      client.$transaction((db) => work(inTransaction(db))),
    /** Rejects when the database does not answer. */
    ping: () => client.$queryRaw`SELECT 1`,
    close: () => client.$disconnect(),
  };
}

export type Store = ReturnType<typeof createStore>;
