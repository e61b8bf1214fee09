import type { OrderCheck } from '../check.js';

export const refundsInBooks: OrderCheck = {
  name: 'refunds-in-books',
  says: 'The refunds of an order are no more than was captured, and those done are what was paid back.',
  remedy: 'Compare refunds and payments of the order with the provider; too much is to be claimed.',
  needs: ['orders'],
  isAtomic: true,
  inspect({ order }) {
    if (!order) return undefined;
    const { capturedMinor = 0, refundedMinor = 0 } = order.payment ?? {};
    let [asked, done] = [0, 0];
    for (const { amountMinor, isDone } of order.refunds) {
      asked += amountMinor;
      if (isDone) done += amountMinor;
    }
    if (asked > capturedMinor)
      return {
        expected: `at most ${capturedMinor} refunded`,
        found: `${asked} asked for in ${order.refunds.length} refunds`,
      };
    if (done === refundedMinor) return null;
    return {
      expected: `${done} paid back by refunds that are DONE`,
      found: `${refundedMinor} paid back`,
    };
  },
};
