import type { OrderCheck } from '../check.js';

export const reservationOrders: OrderCheck = {
  name: 'reservation-orders',
  says: 'Each reservation belongs to an order.',
  remedy: 'The orders database lost the order (an older backup?): restore it, or free the stock.',
  needs: ['orders', 'stock'],
  inspect({ id, order, stock }) {
    if (!stock?.reservation) return undefined;
    if (order) return null;
    return {
      expected: `an order ${id}`,
      found: `no order; the reservation is ${stock.reservation.status}`,
    };
  },
};
