import type { OrderCheck } from '../check.js';
import { describeLines, type Line, sameUnits, stillOut } from './lines.js';
import { isSold } from './states.js';

export const soldStock: OrderCheck = {
  name: 'sold-stock',
  says: 'Each confirmed, shipped, delivered or returned order has one committed or returned reservation of its lines, with the same units returned.',
  remedy:
    'npm run jobs: replay its OrderConfirmed or OrderReturned; when it is not there, npm run jobs -- republish --since <time>.',
  needs: ['orders', 'stock'],
  inspect({ order, stock }) {
    if (!order || !isSold(order)) return undefined;
    const { status = 'no reservation', lines = [] } = stock?.reservation ?? {};
    const wanted = order.status === 'RETURNED' ? 'RETURNED' : 'COMMITTED';
    if (status !== wanted) return { expected: `${order.status}: ${wanted}`, found: status };
    const compare = (what: string, ours: readonly Line[], theirs: readonly Line[]) =>
      sameUnits(ours, theirs)
        ? null
        : {
            expected: `${wanted}: ${describeLines(ours)}${what}`,
            found: `${status}: ${describeLines(theirs)}${what}`,
          };
    return (
      compare('', order.lines, lines) ??
      compare(' not come back', stillOut(order.lines), stillOut(lines))
    );
  },
};
