/**
 * What inventory does when it hears of something: each event runs one command, in the transaction
 * that also holds its inbox row. The import runs in transactions of its own, see run-import.ts.
 */
import type { OutsideHandlers, TransactionalHandlers } from '@tributary/messaging';
import { compareOrders } from './commands/check-books.js';
import { commitStock } from './commands/commit-stock.js';
import { freeStock } from './commands/free-stock.js';
import { reserveStock } from './commands/reserve-stock.js';
import { returnStock } from './commands/return-stock.js';
import { abandonImport, runImport } from './commands/run-import.js';
import type { Effects } from './effects.js';
import type { Store, StoreTransaction } from './store.js';

export interface ConsumerOptions {
  store: Store;
  effects: Effects;
  /** How long an order holds its stock while it is being paid. */
  reservationTtlMs: number;
}

export const stockHandlers = ({
  effects,
  reservationTtlMs,
}: ConsumerOptions): TransactionalHandlers<StoreTransaction> => ({
  OrderPlaced: (tx, { payload }) => reserveStock(tx, payload, reservationTtlMs, effects),
  OrderConfirmed: (tx, { payload }) => commitStock(tx, payload, effects),
  OrderCancelled: (tx, { payload }) => freeStock(tx, payload, effects),
  UserErased: (tx, { payload }) => tx.removeWatchesOf(payload.userId),
  OrderReturned: (tx, { payload }) => returnStock(tx, payload, effects),
  OrdersAudited: (tx, event) => compareOrders(tx, event, effects),
});

export const importHandlers = ({ store, effects }: ConsumerOptions): OutsideHandlers => ({
  async CatalogueImportRequested({ payload }, { isLastAttempt, signal }) {
    try {
      await runImport(store, payload.importId, effects, signal);
    } catch (error) {
      if (isLastAttempt) await abandonImport(store, payload.importId, effects);
      throw error;
    }
  },
});
