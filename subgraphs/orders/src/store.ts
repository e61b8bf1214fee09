/**
 * The orders database, as functions with names. Nothing outside this file and store/ sees Prisma, and
 * nothing in here decides: it answers what was asked and guards what it writes.
 */
import type { SqlTransaction } from '@tributary/messaging';
import { abandonedCartsIn } from './store/abandoned-carts.js';
import { buyersIn } from './store/buyers.js';
import { cartsIn } from './store/carts.js';
import { checkoutReadsIn } from './store/checkout-reads.js';
import { commandKeysIn } from './store/command-keys.js';
import { type Database, openDatabase } from './store/database.js';
import { createProviderBooks, type ProviderBooks } from './store/demo-provider.js';
import { erasureIn } from './store/erasure.js';
import { knownPricesIn } from './store/known-prices.js';
import { orderListIn } from './store/order-list.js';
import { orderReadsIn } from './store/order-reads.js';
import { orderSearchIn } from './store/order-search.js';
import { orderWritesIn } from './store/order-writes.js';
import { providerRefsIn } from './store/provider-refs.js';
import { refundsIn } from './store/refunds.js';
import { returnsIn } from './store/returns.js';
import { shipmentsIn } from './store/shipments.js';
import { waitingIn } from './store/waiting.js';

export type { BookEntry, ProviderBooks } from './store/demo-provider.js';
export type { KeyedCommand } from './store/command-keys.js';
export type { ListPosition, OrderListFilter } from './store/order-conditions.js';
export { DuplicateOrderError, type NewOrder } from './store/order-writes.js';
export type { StampedChange, StampedNote } from './store/stamped.js';
export type { DueBefore } from './store/waiting.js';

const tablesIn = (db: Database) => ({
  ...cartsIn(db),
  ...checkoutReadsIn(db),
  ...abandonedCartsIn(db),
  ...orderReadsIn(db),
  ...orderWritesIn(db),
  ...refundsIn(db),
  ...providerRefsIn(db),
  ...knownPricesIn(db),
  ...shipmentsIn(db),
  ...returnsIn(db),
  ...commandKeysIn(db),
  ...waitingIn(db),
  ...erasureIn(db),
  ...buyersIn(db),
  ...orderListIn(db),
  ...orderSearchIn(db),
});

export type Tables = ReturnType<typeof tablesIn>;
/** The tables within one transaction, which is also what messaging writes its rows in. */
export type Transaction = Tables & SqlTransaction;

export interface Store extends Tables {
  /** Runs `work` in one transaction (8 s at most), which commits when it resolves. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The built-in payment provider's own books, never part of a transaction of ours. */
  providerBooks: ProviderBooks;
  /** Rejects when the database does not answer. */
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** Opens no connection before the first statement. */
export function createStore(databaseUrl: string, maxConnections = 10): Store {
  const client = openDatabase(databaseUrl, maxConnections);
  return {
    ...tablesIn(client),
    providerBooks: createProviderBooks(client),
    transaction: (work) =>
      client.$transaction((tx) =>
        work({
          ...tablesIn(tx),
          $executeRaw: (strings, ...values) => tx.$executeRaw(strings, ...values),
        }),
      ),
    ping: () => client.$queryRaw`SELECT 1`,
    close: () => client.$disconnect(),
  };
}
