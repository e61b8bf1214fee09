import type { OrderCheck } from '../check.js';
import { isSold } from './states.js';

export const paidAtProvider: OrderCheck = {
  name: 'paid-at-provider',
  says: 'Each confirmed, shipped, delivered or returned order has exactly one captured payment of its total at the provider.',
  remedy:
    'Captured twice: refund one at the provider. Not captured: stop the shipment, or claim the money.',
  needs: ['orders', 'provider'],
  inspect({ order, account }) {
    if (!order || !isSold(order)) return undefined;
    const payments = account?.payments ?? [];
    const captured = payments.filter(({ capturedMinor }) => capturedMinor > 0);
    const held = payments.some(({ heldMinor }) => heldMinor > 0);
    if (captured.length === 1 && captured[0]!.capturedMinor === order.totalMinor && !held)
      return null;
    const found = payments.map(({ status, capturedMinor, heldMinor }) =>
      `${status} ${capturedMinor || heldMinor || ''}`.trim(),
    );
    return {
      expected: `one payment, ${order.totalMinor} captured`,
      found: found.join(' and ') || 'no payment',
    };
  },
};
