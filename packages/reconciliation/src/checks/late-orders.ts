import type { OrderCheck } from '../check.js';
import { isUnderway } from './states.js';

const minutes = (seconds: number) => `${Math.round(seconds / 60)} min`;

export const lateOrders: OrderCheck = {
  name: 'late-orders',
  says: 'No order waits for stock or payment longer than its timeouts allow.',
  remedy:
    'npm run jobs: replay its dead letters; when there are none, npm run jobs -- republish --since <time>, or cancelOrder.',
  needs: ['orders'],
  isAtomic: true,
  inspect({ order }, { timeoutSeconds, stuckSeconds, strict }) {
    if (!order || !isUnderway(order)) return undefined;
    const { status, ageSeconds } = order;
    if (ageSeconds <= timeoutSeconds) return null;
    return {
      expected: `final within ${minutes(timeoutSeconds)}`,
      found: `${status} for ${minutes(ageSeconds)}`,
      isNotice: !strict && ageSeconds <= stuckSeconds,
    };
  },
};
