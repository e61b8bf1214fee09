import type { OrderCheck } from '../check.js';

type Amounts = readonly { id: string; amountMinor: number }[];

const sorted = (refunds: Amounts) =>
  refunds
    .map(({ id, amountMinor }) => `${amountMinor} (${id})`)
    .sort()
    .join(', ') || 'none';

export const refundsAtProvider: OrderCheck = {
  name: 'refunds-at-provider',
  says: "The provider's refunds are ours that are done, one for each key.",
  remedy:
    'npm run jobs: replay its RefundRequested, or republish: the key makes it harmless. Paid back without a key of ours: ask who did it.',
  needs: ['orders', 'provider'],
  inspect({ order, account }) {
    if (!order) return undefined;
    const payments = account?.payments ?? [];
    const theirs = payments.flatMap(({ refunds }) =>
      refunds.map(({ key, amountMinor }) => ({ id: key, amountMinor })),
    );
    const ours = order.refunds.filter(({ isDone }) => isDone);
    if (theirs.length + ours.length === 0 && payments.every((one) => one.refundedMinor === 0))
      return null;
    const [expected, found] = [sorted(ours), sorted(theirs)];
    if (expected !== found) return { expected, found };
    const total = payments.reduce((sum, { refundedMinor }) => sum + refundedMinor, 0);
    const sum = theirs.reduce((all, { amountMinor }) => all + amountMinor, 0);
    return total === sum
      ? null
      : { expected: `${sum} refunded in all`, found: `${total} refunded in all` };
  },
};
