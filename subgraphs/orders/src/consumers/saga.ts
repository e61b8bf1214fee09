/**
 * What orders does when it hears of something: one decision on the locked order, in the transaction
 * that also holds the event's inbox row. News that come twice, late or out of order fall under the
 * rules table like any other.
 */
import { PermanentError, type TransactionalHandlers } from '@tributary/messaging';
import { changeOrder } from '../commands/change-order.js';
import type { EventEnvironment } from '../commands/environment.js';
import { mergeBuyer } from '../commands/merge-buyer.js';
import type { OrderCommand } from '../domain/order.js';
import type { Transaction } from '../store.js';
import { buyerHandlers } from './buyers.js';

export function sagaHandlers(env: EventEnvironment): TransactionalHandlers<Transaction> {
  async function apply(tx: Transaction, orderId: string, command: OrderCommand): Promise<void> {
    const order = await tx.lockOrder(orderId);
    if (!order) throw new PermanentError(`There is no order ${orderId}.`);
    await changeOrder(tx, env, order, command);
  }
  return {
    StockReserved: (tx, { payload }) => apply(tx, payload.orderId, { type: 'reserveStock' }),
    StockRejected: (tx, { payload: { orderId, shortages } }) =>
      apply(tx, orderId, { type: 'rejectStock', shortages }),
    ReservationExpired: (tx, { payload }) =>
      apply(tx, payload.orderId, { type: 'expireReservation' }),
    StockCommitFailed: (tx, { payload }) =>
      apply(tx, payload.orderId, { type: 'failStockCommit', refundId: env.createId() }),

    VariantsPriced: (tx, { payload: { variants, pricedAt } }) =>
      tx.saveKnownPrices(
        variants.map(({ sku, name, price: { amount, currency } }) => {
          return { sku, name, unitPriceMinor: amount, currency };
        }),
        new Date(pricedAt),
      ),
    VariantsWithdrawn: (tx, { payload: { skus, withdrawnAt } }) =>
      tx.saveWithdrawals(skus, new Date(withdrawnAt)),

    GuestSignedIn: (tx, { payload }) => mergeBuyer(tx, env, payload),

    ...buyerHandlers(env),
  };
}
