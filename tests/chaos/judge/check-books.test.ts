/** The judge must find what it is there for: each breach is made by hand, alone, and must be named. */
import { describe, expect, it } from 'vitest';
import { createTold, type Told } from '../load/told.js';
import type { BookedOrder, Books } from './books.js';
import { findBreaches } from './check-books.js';

const lines = [{ sku: 'A', quantity: 2 }];

function order(id: string, changes: Partial<BookedOrder> = {}): BookedOrder {
  const base = { id, key: `key-${id}`, buyerId: 'buyer', status: 'CONFIRMED', total: 500 };
  return { ...base, captured: 500, refunded: 0, lines, refunds: [], ...changes };
}

/** One order sold, one cancelled after it was paid, one refused; ten units came in. */
function goodBooks(): Books {
  return {
    orders: [
      order('sold'),
      order('cancelled', {
        status: 'CANCELLED',
        refunded: 500,
        refunds: [{ amount: 500, status: 'DONE' }],
      }),
      order('rejected', { status: 'REJECTED', captured: 0 }),
    ],
    payments: [
      { orderId: 'sold', status: 'CAPTURED', amount: 500, refunded: 0, refundSum: 0 },
      { orderId: 'cancelled', status: 'CAPTURED', amount: 500, refunded: 500, refundSum: 500 },
    ],
    reservations: [
      { orderId: 'sold', status: 'COMMITTED', lines },
      { orderId: 'cancelled', status: 'RETURNED', lines },
      { orderId: 'rejected', status: 'REJECTED', lines },
    ],
    movements: [
      { orderId: 'sold', sku: 'A', onHand: -2, reserved: 0 },
      { orderId: 'cancelled', sku: 'A', onHand: 0, reserved: 0 },
    ],
    levels: [
      { sku: 'A', onHand: 8, reserved: 0, ledgerOnHand: 8, ledgerReserved: 0, received: 10 },
    ],
    unpublished: { orders: 0 },
    events: [{ id: 'event', name: 'OrderPlaced', orderId: 'sold' }],
    applied: new Set(['inventory event']),
  };
}

function goodTold(): Told {
  const told = createTold();
  for (const { id, key } of goodBooks().orders) {
    told.asked.set(key, 'buyer');
    told.accepted.set(key, id);
  }
  told.received.set('A', 10);
  return told;
}

const breaches: [string, (books: Books, told: Told) => void, RegExp][] = [
  ['an open order', ({ orders }) => (orders[0]!.status = 'PENDING'), /still PENDING/],
  ['a sale without money', ({ payments }) => payments.shift(), /captured 500, the provider took 0/],
  ['too little money', ({ payments }) => (payments[0]!.amount = 400), /provider took 400/],
  ['a hold', ({ payments }) => (payments[0]!.status = 'AUTHORISED'), /still held/],
  ['money kept', ({ payments }) => (payments[1]!.refunded = 0), /500 were kept/],
  [
    'money paid back twice',
    ({ payments }) => (payments[1]!.refunded = 1_000),
    /paid back 1000 of 500/,
  ],
  ['a lost refund', ({ orders }) => (orders[1]!.refunds[0]!.status = 'REQUESTED'), /not paid/],
  ['a refund too much', ({ payments }) => (payments[1]!.refundSum = 900), /do not add up/],
  ['a sale without stock', ({ reservations }) => reservations.shift(), /reservation is none/],
  ['stock kept', ({ reservations }) => (reservations[1]!.status = 'COMMITTED'), /is COMMITTED/],
  ['other lines', ({ reservations }) => (reservations[0]!.lines = []), /other lines/],
  ['goods that never left', ({ movements }) => movements.shift(), /moved 0 of A instead of -2/],
  ['goods that left twice', ({ movements }) => (movements[0]!.onHand = -4), /moved -4 of A/],
  ['a reserve left', ({ movements }) => (movements[1]!.reserved = 2), /still reserved/],
  ['a wrong level', ({ levels }) => (levels[0]!.onHand = 9), /its ledger says 8/],
  [
    'a level below 0',
    ({ levels }) => Object.assign(levels[0]!, { onHand: -1, ledgerOnHand: -1 }),
    /has -1 units/,
  ],
  [
    'more reserved than there is',
    ({ levels }) => Object.assign(levels[0]!, { reserved: 9, ledgerReserved: 9 }),
    /9 reserved/,
  ],
  ['an unpublished event', ({ unpublished }) => (unpublished['orders'] = 1), /not published/],
  ['a lost event', ({ applied }) => applied.clear(), /never applied OrderPlaced/],
  ['a stray payment', ({ payments }) => (payments[0]!.orderId = 'ghost'), /which is no order/],
  [
    'a lost order',
    (_books, told) => told.accepted.set('key-gone', 'gone'),
    /gone was accepted .* does not exist/,
  ],
  ['an order of nobody', (_books, told) => told.asked.delete('key-sold'), /asked for by nobody/],
  ['a stranger’s order', (_books, told) => told.asked.set('key-sold', 'x'), /somebody else’s/],
  [
    'an order after a refusal',
    (_books, told) => {
      told.accepted.delete('key-sold');
      told.refused.add('key-sold');
    },
    /was refused and has order sold/,
  ],
  ['goods booked in twice', (_books, told) => told.received.set('A', 5), /5 of A were booked in/],
];

describe('the judge', () => {
  it('has nothing to say of good books', () => {
    expect(findBreaches(goodBooks(), goodTold())).toEqual([]);
  });

  it.each(breaches)('finds %s', (_name, breach, words) => {
    const [books, told] = [goodBooks(), goodTold()];
    breach(books, told);
    expect(findBreaches(books, told).join('\n')).toMatch(words);
  });
});
