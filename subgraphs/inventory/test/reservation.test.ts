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
const held = (status: ReservationStatus) => ({ status, lines });
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

  it.each(['RESERVED', 'COMMITTED', 'RELEASED', 'EXPIRED', 'REJECTED', 'RETURNED'] as const)(
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

  it.each(['EXPIRED', 'REJECTED'] as const)('takes stock afresh when %s', (status) => {
    const decision = decideConfirmed(held(status), lines, plenty)!;
    expect(decision.status).toBe('COMMITTED');
    expect(net(decision.changes)).toEqual({ onHand: -3, reserved: 0 });
  });

  it('takes stock when it is heard of before the placement', () => {
    expect(decideConfirmed(null, lines, plenty)?.status).toBe('COMMITTED');
  });

  it('fails, holding nothing, when the stock has gone', () => {
    const decision = decideConfirmed(held('EXPIRED'), lines, none)!;
    expect(decision).toMatchObject({ status: 'EXPIRED', changes: [] });
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

  it('leaves a mark when it is heard of first', () => {
    expect(decideCancelled(null)).toMatchObject({ status: 'RELEASED', lines: [], changes: [] });
  });

  it('ends an expired reservation for good', () => {
    expect(decideCancelled(held('EXPIRED'))).toMatchObject({ status: 'RELEASED', changes: [] });
  });

  it.each(['RELEASED', 'RETURNED'] as const)('changes nothing when %s', (status) =>
    expect(decideCancelled(held(status))).toBeNull(),
  );
});

describe('a returned order', () => {
  it('goes back on the shelf with restock, and only is marked without', () => {
    const restocked = decideReturned(held('COMMITTED'), lines, true, none)!;
    expect(net(restocked.changes)).toEqual({ onHand: 3, reserved: 0 });
    expect(decideReturned(held('COMMITTED'), lines, false, none)).toMatchObject({
      status: 'RETURNED',
      changes: [],
    });
  });

  it('never brings back more than the order had', () => {
    const more = [
      { sku: 'A', quantity: 50 },
      { sku: 'C', quantity: 1 },
    ];
    const decision = decideReturned(held('COMMITTED'), more, true, none)!;
    expect(net(decision.changes)).toEqual({ onHand: 2, reserved: 0 });
  });

  it('makes up for a confirmation that is still on its way', () => {
    const kept = decideReturned(held('RESERVED'), lines, false, none)!;
    expect(net(kept.changes)).toEqual({ onHand: -3, reserved: -3 });
    const restocked = decideReturned(held('RESERVED'), lines, true, none)!;
    expect(net(restocked.changes)).toEqual({ onHand: 0, reserved: -3 });
    const unheard = decideReturned(null, lines, false, plenty)!;
    expect(net(unheard.changes)).toEqual({ onHand: -3, reserved: 0 });
  });

  it('changes nothing when the order has ended', () => {
    expect(decideReturned(held('RELEASED'), lines, true, plenty)).toBeNull();
    expect(decideReturned(held('RETURNED'), lines, true, plenty)).toBeNull();
  });
});

it('says OUT for none, LOW for 1 to 5, IN_STOCK for more', () => {
  expect([-1, 0, 1, 5, 6].map(stockWord)).toEqual(['OUT', 'OUT', 'LOW', 'LOW', 'IN_STOCK']);
});
