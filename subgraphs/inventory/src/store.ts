/**
 * The only door to the inventory database. Everything behind it is named by what it does; no Prisma
 * type and no SQL comes out. A command gets a transaction and works with the same operations in it.
 *
 * What decides or writes runs on `Sql`, in `database.transaction`; what only shows may use Prisma.
 */
import { together } from '@tributary/database';
import { appendEvents, type DomainEvent } from '@tributary/messaging';
import { announcedVariants, announcedVariantViews } from './store/announced-variants.js';
import { catalogueReads } from './store/catalogue-reads.js';
import { catalogueSummaries } from './store/catalogue-summary.js';
import { catalogueViews } from './store/catalogue-views.js';
import {
  connect,
  type DatabaseOptions,
  type PrismaClient,
  send,
  type Sql,
} from './store/database.js';
import { changedProducts } from './store/changed-products.js';
import { createHeldLocks } from './store/held-locks.js';
import { idempotency } from './store/idempotency.js';
import { imports, importViews } from './store/imports.js';
import { lowStock } from './store/low-stock.js';
import { levelRepair, levelRepairViews } from './store/level-repair.js';
import { newProducts } from './store/new-products.js';
import { orderLocks } from './store/order-locks.js';
import { productChanges } from './store/product-changes.js';
import { productPages } from './store/product-pages.js';
import { productSearch } from './store/product-search.js';
import { reservations } from './store/reservations.js';
import { stockWatches, stockWatchViews } from './store/stock-watches.js';
import { stockBoard } from './store/stock-board.js';
import { stockFigures } from './store/stock-figures.js';
import { stock } from './store/stock.js';

export type { ChangedProduct } from './store/changed-products.js';
export type { ListedLowVariant, LowStockPosition } from './store/low-stock.js';
export { CatalogueConflict, type NewProduct } from './store/new-products.js';
export type { PricedVariant } from './store/product-changes.js';
export type { ListedProduct } from './store/product-search.js';
export type { StockFigure } from './store/stock-figures.js';

const operations = (db: Sql) =>
  together(
    catalogueReads(db),
    newProducts(db),
    productChanges(db),
    idempotency(db),
    imports(db),
    lowStock(db),
    stockWatches(db),
    levelRepair(db),
    announcedVariants(db),
    stockBoard(db),
    stockFigures(db),
  );

/** Reads that no command decides on. */
const views = (prisma: PrismaClient) => ({
  ...importViews(prisma),
  ...stockWatchViews(prisma),
  ...levelRepairViews(prisma),
  ...announcedVariantViews(prisma),
});

const inTransaction = (db: Sql, held = createHeldLocks()) =>
  together(operations(db), stock(db, held), reservations(db, held), orderLocks(db, held), {
    /** For the inbox of @tributary/messaging. */
    $executeRaw: (strings: TemplateStringsArray, ...values: unknown[]) =>
      db.$executeRaw(strings, ...values),
    /** Sends events that commit with the transaction. */
    append: async (events: readonly DomainEvent[]) => send(appendEvents(db, events)),
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
  const { database, prisma } = connect(options);
  const shown = catalogueViews(database);
  const summaries = catalogueSummaries(database, shown.categoriesById);
  return {
    ...operations(database),
    ...views(prisma),
    ...shown,
    ...productPages(database),
    ...productSearch(database, summaries),
    ...changedProducts(database),
    /** Commits when `work` resolves, rolls back when it rejects. */
    transaction: <T>(work: (tx: StoreTransaction) => Promise<T>): Promise<T> =>
      database.transaction((tx) => work(inTransaction(tx))).finally(() => summaries.forget()),
    /** Rejects when the database does not answer. */
    ping: () => database.ping(),
    close: async () => {
      await prisma.$disconnect();
      await database.close();
    },
  };
}

export type Store = ReturnType<typeof createStore>;
