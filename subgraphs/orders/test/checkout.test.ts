import { describe, expect, it } from 'vitest';
import { checkOut, type Quote } from '../src/domain/checkout.js';
import { aLine } from './builders.js';

const quotes = (...all: Partial<Quote>[]) =>
  new Map(
    all.map((overrides) => {
      const quote: Quote = { ...aLine(), available: 10, ...overrides };
      return [quote.sku, quote];
    }),
  );

describe('checking out', () => {
  it('is ready when prices hold and stock lasts', () => {
    expect(checkOut([aLine({ quantity: 10 })], quotes({}))).toEqual({ outcome: 'READY' });
  });

  it('tells every shortage with what there is', () => {
    const lines = [aLine({ quantity: 11 }), aLine({ sku: 'B', quantity: 1 }), aLine({ sku: 'C' })];
    expect(checkOut(lines, quotes({}, { sku: 'B', available: 0 }, { sku: 'C' }))).toEqual({
      outcome: 'SHORT',
      shortages: [
        { sku: 'MUG-BLUE', requested: 11, available: 10 },
        { sku: 'B', requested: 1, available: 0 },
      ],
    });
  });

  it('leaves the stock to the saga when inventory could not be asked', () => {
    const decision = checkOut([aLine({ quantity: 99 })], quotes({ available: null }));
    expect(decision).toEqual({ outcome: 'READY' });
  });

  it('reprices lines and takes withdrawn ones out', () => {
    const decision = checkOut([aLine(), aLine({ sku: 'GONE' })], quotes({ unitPriceMinor: 1_100 }));
    expect(decision).toMatchObject({
      outcome: 'REPRICED',
      changes: [
        { sku: 'MUG-BLUE', newPrice: { amount: 1_100, currency: 'EUR' } },
        { sku: 'GONE', oldPrice: { amount: 1_000, currency: 'EUR' }, newPrice: null },
      ],
      updated: [{ sku: 'MUG-BLUE', unitPriceMinor: 1_100 }],
      removed: ['GONE'],
    });
  });

  it('keeps one currency when a variant changed its own', () => {
    const lines = [aLine(), aLine({ sku: 'B' })];
    const decision = checkOut(lines, quotes({}, { sku: 'B', currency: 'USD' }));
    expect(decision).toMatchObject({ outcome: 'REPRICED', updated: [], removed: ['B'] });
  });

  it('has nothing to do for an empty cart', () => {
    expect(checkOut([], quotes())).toEqual({ outcome: 'EMPTY' });
  });
});
