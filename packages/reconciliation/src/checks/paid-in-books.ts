import type { OrderCheck } from '../check.js';
import { isSold } from './states.js';

export const paidInBooks: OrderCheck = {
  name: 'paid-in-books',
  says: 'Each confirmed, shipped, delivered or returned order is paid in our books, in full.',
  remedy: 'Look at the payment at the provider; what was shipped unpaid is to be claimed.',
  needs: ['orders'],
  isAtomic: true,
  inspect({ order }) {
    if (!order || !isSold(order)) return undefined;
    if (order.payment?.capturedMinor === order.totalMinor) return null;
    return {
      expected: `${order.totalMinor} captured`,
      found: order.payment ? `${order.payment.capturedMinor} captured` : 'no payment',
    };
  },
};
