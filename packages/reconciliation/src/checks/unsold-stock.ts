import type { OrderCheck } from '../check.js';
import { describeLines } from './lines.js';
import { isCalledOff, isSold } from './states.js';

export const unsoldStock: OrderCheck = {
  name: 'unsold-stock',
  says: 'A rejected or cancelled order holds no stock, and an unpaid one has taken none away.',
  remedy:
    'npm run jobs: replay its OrderCancelled; when it is not there, npm run jobs -- republish --since <time> --name OrderCancelled.',
  needs: ['orders', 'stock'],
  inspect({ order, stock }) {
    if (!order || isSold(order)) return undefined;
    const taken = (stock?.ledger ?? []).map(({ sku, held, committed, returned }) => {
      const sold = committed - returned;
      return { sku, quantity: isCalledOff(order) ? held + sold : sold };
    });
    const some = taken.filter(({ quantity }) => quantity !== 0);
    if (some.length === 0) return null;
    return { expected: `${order.status}: nothing`, found: describeLines(some) };
  },
};
