import type { LedgerLine, ReservedLine } from '../books/stock.js';
import type { Finding, OrderCheck } from '../check.js';
import { describeLines, sameUnits } from './lines.js';

const says = "An order's movements agree with its reservation's status and lines.";

const units = (ledger: readonly LedgerLine[], of: 'held' | 'committed' | 'returned') =>
  ledger.map((line) => ({ sku: line.sku, quantity: line[of] }));

const expectLines = (what: string, wanted: readonly ReservedLine[], is: readonly ReservedLine[]) =>
  sameUnits(wanted, is)
    ? null
    : { expected: `${what} ${describeLines(wanted)}`, found: `${what} ${describeLines(is)}` };

/** Whatever the status, nobody gets back more than went out. */
function overReturned(ledger: readonly LedgerLine[]): Finding | null {
  const line = ledger.find(({ committed, returned }) => returned > committed || committed < 0);
  if (!line) return null;
  const { sku, committed, returned } = line;
  return {
    expected: `at most ${committed} × ${sku} returned`,
    found: `${returned} × ${sku} returned`,
  };
}

export const reservationLedger: OrderCheck = {
  name: 'reservation-ledger',
  says,
  remedy:
    'Compare reservations and stock_movements of the order; correct the stock with adjustStock.',
  needs: ['stock'],
  isAtomic: true,
  inspect({ stock }) {
    if (!stock) return undefined;
    const { reservation, ledger } = stock;
    if (!reservation) return { expected: 'a reservation', found: 'movements without one' };
    const { status, lines } = reservation;
    const [held, committed] = [units(ledger, 'held'), units(ledger, 'committed')];
    const out = ledger.map((line) => ({
      sku: line.sku,
      quantity: line.committed - line.returned,
    }));
    const wantedHeld = expectLines(`${status}: held`, status === 'RESERVED' ? lines : [], held);
    if (wantedHeld) return wantedHeld;
    if (status === 'COMMITTED') {
      const sold = expectLines('COMMITTED: sold', lines, committed);
      if (sold) return sold;
    }
    // RETURNED may have been written off instead of put back: only the limit holds.
    if (status !== 'COMMITTED' && status !== 'RETURNED') {
      const gone = expectLines(`${status}: sold`, [], out);
      if (gone) return gone;
    }
    return overReturned(ledger);
  },
};
