import type { OrderCheck } from '../check.js';
import { isCalledOff } from './states.js';

export const noMoneyInBooks: OrderCheck = {
  name: 'no-money-in-books',
  says: 'Our books hold no money of a rejected or cancelled order.',
  remedy:
    'npm run jobs: replay its RefundRequested; when it is not there, npm run jobs -- republish --since <time> --name RefundRequested.',
  needs: ['orders'],
  inspect({ order }) {
    if (!order || !isCalledOff(order)) return undefined;
    const { capturedMinor = 0, refundedMinor = 0 } = order.payment ?? {};
    if (capturedMinor === refundedMinor) return null;
    return {
      expected: `${capturedMinor} of ${capturedMinor} paid back`,
      found: `${refundedMinor} paid back`,
    };
  },
};
