import type { OrderCheck } from '../check.js';

export const orderTotals: OrderCheck = {
  name: 'order-totals',
  says: "An order's total is the sum of its lines and its shipping.",
  remedy: 'The order was changed from outside: compare order_lines with the OrderPlaced event.',
  needs: ['orders'],
  isAtomic: true,
  inspect({ order }) {
    if (!order) return undefined;
    const { subtotalMinor, shippingMinor, totalMinor, lines } = order;
    const sum = lines.reduce(
      (total, { quantity, unitPriceMinor }) => total + quantity * unitPriceMinor,
      0,
    );
    if (lines.length > 0 && sum === subtotalMinor && sum + shippingMinor === totalMinor)
      return null;
    return {
      expected: `lines ${sum} + shipping ${shippingMinor} = ${sum + shippingMinor}`,
      found: `subtotal ${subtotalMinor}, total ${totalMinor}, ${lines.length} lines`,
    };
  },
};
