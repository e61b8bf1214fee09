import type { OrderCheck } from '../check.js';

export const providerOrders: OrderCheck = {
  name: 'provider-orders',
  says: 'Each payment at the provider belongs to an order.',
  remedy: 'Refund or void it at the provider; find out who charged it.',
  needs: ['orders', 'provider'],
  inspect({ id, order, account }) {
    if (!account || account.payments.length === 0) return undefined;
    if (order) return null;
    const [first] = account.payments;
    return { expected: `an order ${id}`, found: `no order; the payment is ${first!.status}` };
  },
};
