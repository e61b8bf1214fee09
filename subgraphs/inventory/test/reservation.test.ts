import { describe, expect, it } from 'vitest';
import {
  decideCancelled,
  decideConfirmed,
  decidePlaced,
  decideReturned,
  findShortages,
  type ReservationStatus,
} from '../src/domain/reservation.js';
import { type StockChange, stockWord, sumLines } from '../src/domain/stock.js';

const lines = [
  { sku: 'A', quantity: 2 },
  { sku: 'B', quantity: 1 },
];
const plenty = new Map([
  ['A', 9],
  ['B', 9],
]);
const none = new Map<string, number>();
const held = (status: ReservationStatus, returned = 0) => ({
  status,
  lines: lines.map((line) => ({ ...line, returned: Math.min(returned, line.quantity) })),
});
const net = (changes: StockChange[]) => ({
  onHand: changes.reduce((sum, { onHandDelta }) => sum + onHandDelta, 0),
  reserved: changes.reduce((sum, { reservedDelta }) => sum + reservedDelta, 0),
});

describe('lines of an order', () => {
  it('are summed per SKU and come in SKU order', () => {
    const twice = [...lines].reverse().concat({ sku: 'B', quantity: 4 });
    expect(sumLines(twice)).toEqual([
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 5 },
    ]);
  });

  it('are short when asked for one more than there is, also of an unknown SKU', () => {
    const available = new Map([['A', 2]]);
    expect(findShortages(lines, available)).toEqual([{ sku: 'B', requested: 1, available: 0 }]);
    expect(findShortages(lines, plenty)).toEqual([]);
  });
});

describe('a placed order', () => {
  it('reserves every line', () => {
    const decision = decidePlaced(null, lines, plenty)!;
    expect(decision.status).toBe('RESERVED');
    expect(net(decision.changes)).toEqual({ onHand: 0, reserved: 3 });
  });

  it('reserves nothing when one line is short', () => {
    const decision = decidePlaced(null, lines, new Map([['A', 9]]))!;
    expect(decision).toMatchObject({ status: 'REJECTED', changes: [] });
    expect(decision.shortages).toHaveLength(1);
  });

  it.each(['RESERVED', 'COMMITTED', 'RELEASED', 'REJECTED', 'RETURNED'] as const)(
    'changes nothing when the order is %s already',
    (status) => expect(decidePlaced(held(status), lines, plenty)).toBeNull(),
  );
});

describe('a confirmed order', () => {
  it('takes its reserved units out of the house', () => {
    const decision = decideConfirmed(held('RESERVED'), lines, none)!;
    expect(decision.status).toBe('COMMITTED');
    expect(net(decision.changes)).toEqual({ onHand: -3, reserved: -3 });
  });

  it('takes stock afresh when it was refused before', () => {
    const decision = decideConfirmed(held('REJECTED'), lines, plenty)!;
    expect(decision.status).toBe('COMMITTED');
    expect(net(decision.changes)).toEqual({ onHand: -3, reserved: 0 });
  });

  it('takes stock when it is heard of before the placement', () => {
    expect(decideConfirmed(null, lines, plenty)?.status).toBe('COMMITTED');
  });

  it('fails, holding nothing, when the stock has gone', () => {
    const decision = decideConfirmed(held('REJECTED'), lines, none)!;
    expect(decision).toMatchObject({ status: 'REJECTED', changes: [] });
    expect(decision.shortages).toHaveLength(2);
  });

  it.each(['COMMITTED', 'RELEASED', 'RETURNED'] as const)('changes nothing when %s', (status) =>
    expect(decideConfirmed(held(status), lines, plenty)).toBeNull(),
  );
});

describe('a cancelled order', () => {
  it('frees what is reserved', () => {
    const decision = decideCancelled(held('RESERVED'))!;
    expect(decision.status).toBe('RELEASED');
    expect(net(decision.changes)).toEqual({ onHand: 0, reserved: -3 });
  });

  it('puts back what was committed', () => {
    const decision = decideCancelled(held('COMMITTED'))!;
    expect(decision.status).toBe('RETURNED');
    expect(net(decision.changes)).toEqual({ onHand: 3, reserved: 0 });
  });

  it('puts back only what has not come back before', () => {
    const decision = decideCancelled(held('COMMITTED', 1))!;
    expect(decision.status).toBe('RETURNED');
    expect(decision.changes).toEqual([
      { sku: 'A', kind: 'RETURNED', onHandDelta: 1, reservedDelta: 0 },
    ]);
  });

  it('leaves a mark when it is heard of first', () => {
    expect(decideCancelled(null)).toMatchObject({ status: 'RELEASED', lines: [], changes: [] });
  });

  it('ends a refused reservation for good', () => {
    expect(decideCancelled(held('REJECTED'))).toMatchObject({ status: 'RELEASED', changes: [] });
  });

  it.each(['RELEASED', 'RETURNED'] as const)('changes nothing when %s', (status) =>
    expect(decideCancelled(held(status))).toBeNull(),
  );
});

describe('a returned order', () => {
  const all = (restock: boolean) => ({ lines, restock });
  const some = (quantity: number, restock = true) => ({
    lines: [{ sku: 'A', quantity }],
    orderLines: lines,
    restock,
  });
  const returnedOf = (decision: { lines: { sku: string; returned: number }[] }) =>
    Object.fromEntries(decision.lines.map(({ sku, returned }) => [sku, returned]));

  it('goes back on the shelf with restock', () => {
    const restocked = decideReturned(held('COMMITTED'), all(true), none)!;
    expect(restocked.status).toBe('RETURNED');
    expect(net(restocked.changes)).toEqual({ onHand: 3, reserved: 0 });
    expect(returnedOf(restocked)).toEqual({ A: 2, B: 1 });
  });

  it('comes in and is written off without restock: the ledger has both, the level stays', () => {
    const { changes, ...decision } = decideReturned(held('COMMITTED'), all(false), none)!;
    expect(net(changes)).toEqual({ onHand: 0, reserved: 0 });
    expect(changes.map(({ kind, onHandDelta }) => [kind, onHandDelta])).toEqual([
      ['RETURNED', 2],
      ['RETURNED', 1],
      ['ADJUSTED', -2],
      ['ADJUSTED', -1],
    ]);
    expect(changes.at(-1)!.reference).toBe('written off on return');
    expect(returnedOf(decision)).toEqual({ A: 2, B: 1 });
  });

  it('stays COMMITTED until its last unit is back, each part with a fate of its own', () => {
    const first = decideReturned(held('COMMITTED'), some(1), none)!;
    expect(first.status).toBe('COMMITTED');
    expect(net(first.changes)).toEqual({ onHand: 1, reserved: 0 });
    const second = decideReturned(first, some(1, false), none)!;
    expect(second.status).toBe('COMMITTED');
    expect(net(second.changes)).toEqual({ onHand: 0, reserved: 0 });
    const last = decideReturned(second, { ...some(1), lines: [{ sku: 'B', quantity: 1 }] }, none)!;
    expect(last.status).toBe('RETURNED');
    expect(returnedOf(last)).toEqual({ A: 2, B: 1 });
  });

  it('never brings back more than the order still has out', () => {
    const more = {
      lines: [
        { sku: 'A', quantity: 50 },
        { sku: 'C', quantity: 1 },
      ],
      restock: true,
    };
    const decision = decideReturned(held('COMMITTED', 1), more, none)!;
    expect(net(decision.changes)).toEqual({ onHand: 1, reserved: 0 });
    expect(returnedOf(decision)).toEqual({ A: 2, B: 1 });
  });

  it('makes up for a confirmation that is still on its way', () => {
    const kept = decideReturned(held('RESERVED'), all(false), none)!;
    expect(net(kept.changes)).toEqual({ onHand: -3, reserved: -3 });
    const restocked = decideReturned(held('RESERVED'), all(true), none)!;
    expect(net(restocked.changes)).toEqual({ onHand: 0, reserved: -3 });
    const unheard = decideReturned(null, all(false), plenty)!;
    expect(net(unheard.changes)).toEqual({ onHand: -3, reserved: 0 });
  });

  it('of an unknown order takes all that was sold, and brings back what came back', () => {
    const decision = decideReturned(null, some(1), plenty)!;
    expect(decision.status).toBe('COMMITTED');
    expect(net(decision.changes)).toEqual({ onHand: -2, reserved: 0 });
    expect(returnedOf(decision)).toEqual({ A: 1, B: 0 });
    expect(decideConfirmed(decision, lines, plenty)).toBeNull();
  });

  it('that is sold out is counted, and its late confirmation takes only what is still out', () => {
    const counted = decideReturned(held('REJECTED'), some(1), none)!;
    expect(counted).toMatchObject({ status: 'REJECTED', changes: [] });
    const confirmed = decideConfirmed(counted, lines, plenty)!;
    expect(confirmed.status).toBe('COMMITTED');
    expect(net(confirmed.changes)).toEqual({ onHand: -2, reserved: 0 });
    const cancelled = decideCancelled(confirmed)!;
    expect(net(cancelled.changes)).toEqual({ onHand: 2, reserved: 0 });
  });

  it('changes nothing when the order has ended', () => {
    expect(decideReturned(held('RELEASED'), all(true), plenty)).toBeNull();
    expect(decideReturned(held('RETURNED'), all(true), plenty)).toBeNull();
  });
});

it('says OUT for none, LOW for 1 to 5, IN_STOCK for more', () => {
  expect([-1, 0, 1, 5, 6].map(stockWord)).toEqual(['OUT', 'OUT', 'LOW', 'LOW', 'IN_STOCK']);
});
