import type { Finding, OrderCheck } from '../check.js';
import type { LedgerLine, ReservedLine } from '../books/stock.js';
import { describeLines, type Line, sameUnits, stillOut } from './lines.js';

const compare = (what: string, wanted: readonly Line[], is: readonly Line[]): Finding | null =>
  sameUnits(wanted, is)
    ? null
    : { expected: `${what} ${describeLines(wanted)}`, found: `${what} ${describeLines(is)}` };

/** Whatever the status, nothing comes back that had not gone, or that the reservation does not count. */
function overReturned(
  lines: readonly ReservedLine[],
  ledger: readonly LedgerLine[],
): Finding | null {
  for (const { sku, committed, returned } of ledger) {
    const counted = lines.find((line) => line.sku === sku)?.returned ?? 0;
    const most = Math.min(committed, counted);
    if (returned > most)
      return {
        expected: `at most ${most} × ${sku} returned`,
        found: `${returned} × ${sku} returned`,
      };
  }
  return null;
}

export const reservationLedger: OrderCheck = {
  name: 'reservation-ledger',
  says: "An order's movements agree with its reservation's status and lines.",
  remedy:
    'Compare reservations and stock_movements of the order; correct the stock with adjustStock.',
  needs: ['stock'],
  isAtomic: true,
  inspect({ stock }) {
    if (!stock) return undefined;
    const { reservation, ledger } = stock;
    if (!reservation) return { expected: 'a reservation', found: 'movements without one' };
    const { status, lines } = reservation;
    const held = ledger.map((line) => ({ sku: line.sku, quantity: line.held }));
    const out = ledger.map(({ sku, committed, returned }) => {
      return { sku, quantity: committed - returned };
    });
    const wrong = compare(`${status}: held`, status === 'RESERVED' ? lines : [], held);
    if (wrong) return wrong;
    // What was returned before write-offs had movements of their own may still count as out.
    if (status === 'RETURNED') return overReturned(lines, ledger);
    return (
      compare(`${status}: out`, status === 'COMMITTED' ? stillOut(lines) : [], out) ??
      overReturned(lines, ledger)
    );
  },
};
