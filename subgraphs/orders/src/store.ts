/**
 * The orders database, as functions with names. Nothing outside this file and store/ sees SQL or Prisma, and
 * nothing in here decides: it answers what was asked and guards what it writes. What decides or writes
 * runs on `Sql`, in transactions of `Database`; what only shows may use Prisma.
 */
import { together } from '@tributary/database';
import type { SqlTransaction } from '@tributary/messaging';
import { abandonedCartsIn } from './store/abandoned-carts.js';
import { buyersIn, contactsIn } from './store/buyers.js';
import { buyerPagesIn } from './store/buyer-pages.js';
import { cartChangesIn } from './store/cart-changes.js';
import { cartsIn } from './store/carts.js';
import { checkoutReadsIn } from './store/checkout-reads.js';
import { commandKeysIn } from './store/command-keys.js';
import { openDatabases, type Shown, type Sql } from './store/database.js';
import { createProviderBooks, type ProviderBooks } from './store/demo-provider.js';
import { erasureIn } from './store/erasure.js';
import { knownPricesIn } from './store/known-prices.js';
import { orderDetailsIn } from './store/order-details.js';
import { orderListIn } from './store/order-list.js';
import { orderReadsIn } from './store/order-reads.js';
import { orderSearchIn } from './store/order-search.js';
import { orderStateIn } from './store/order-state.js';
import { orderWritesIn } from './store/order-writes.js';
import { providerRefsIn } from './store/provider-refs.js';
import { refundsIn } from './store/refunds.js';
import { returnsIn } from './store/returns.js';
import { salesIn } from './store/sales.js';
import { shipmentsIn } from './store/shipments.js';
import { waitingIn } from './store/waiting.js';

export type { BookEntry, ProviderBooks } from './store/demo-provider.js';
export type { BuyerPage } from './store/buyer-pages.js';
export type { ChangesPage } from './store/order-reads.js';
export type { KeyedCommand } from './store/command-keys.js';
export type { ListPosition, OrderListFilter } from './store/order-conditions.js';
export type { KnownOrder, OrderToPay } from './store/order-state.js';
export { DuplicateOrderError, type NewOrder } from './store/order-writes.js';
export type { StampedChange, StampedNote } from './store/stamped.js';
export type { DueBefore } from './store/waiting.js';

const tablesIn = (db: Sql) =>
  together(
    cartsIn(db),
    cartChangesIn(db),
    checkoutReadsIn(db),
    abandonedCartsIn(db),
    orderReadsIn(db),
    orderStateIn(db),
    orderWritesIn(db),
    refundsIn(db),
    providerRefsIn(db),
    knownPricesIn(db),
    shipmentsIn(db),
    returnsIn(db),
    commandKeysIn(db),
    waitingIn(db),
    erasureIn(db),
    buyersIn(db),
    orderListIn(db),
    orderSearchIn(db),
    salesIn(db),
  );
const shownIn = (db: Sql, shown: Shown) => ({
  ...orderDetailsIn(db, shown),
  ...contactsIn(shown),
  ...buyerPagesIn(db),
});

export type Tables = ReturnType<typeof tablesIn>;

/** The tables within one transaction, which is also what messaging writes its rows in. */
export interface Transaction extends Tables, SqlTransaction {
  /**
   * For writes whose answers nobody needs: they are not waited for, travel with what comes next, be it the
   * COMMIT, and when one of them fails, so does the transaction.
   */
  send(...writes: Promise<unknown>[]): void;
}

export interface Store extends Tables, ReturnType<typeof shownIn> {
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
  const { database, shown, close } = openDatabases(databaseUrl, maxConnections);
  return {
    ...tablesIn(database),
    ...shownIn(database, shown),
    providerBooks: createProviderBooks(database),
    transaction: (work) =>
      database.transaction(async (tx) => {
        // What fails before it is a statement; a statement's failure is the transaction's own.
        const faults: unknown[] = [];
        const sending: Pick<Transaction, '$executeRaw' | 'send'> = {
          $executeRaw: (strings, ...values) => tx.$executeRaw(strings, ...values),
          send(...writes) {
            for (const write of writes) void write.catch((error: unknown) => faults.push(error));
          },
        };
        const result = await work(together(sending, tablesIn(tx)));
        if (faults.length > 0) throw faults[0];
        return result;
      }),
    ping: () => database.ping(),
    close,
  };
}
