import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AmountTooLargeError,
  isChargeable,
  lineTotalMinor,
  maxAmountMinor,
  shippingFreeFromMinor,
  totalsOf,
} from '../src/domain/pricing.js';

const line = (quantity: number, unitPriceMinor: number) => ({ quantity, unitPriceMinor });

describe('pricing', () => {
  it('adds 4.90 for shipping below 50.00', () => {
    expect(totalsOf([line(1, 4_999)])).toEqual({
      subtotalMinor: 4_999,
      shippingMinor: 490,
      totalMinor: 5_489,
    });
  });

  it('ships for nothing from 50.00', () => {
    expect(totalsOf([line(2, 2_500)]).shippingMinor).toBe(0);
  });

  it('takes the largest amount and not one cent more', () => {
    expect(totalsOf([line(1, maxAmountMinor)]).totalMinor).toBe(maxAmountMinor);
    expect(() => totalsOf([line(1, maxAmountMinor), line(1, 1)])).toThrow(AmountTooLargeError);
    expect(() => lineTotalMinor(line(99, 100_000_000))).toThrow(AmountTooLargeError);
    expect(isChargeable([line(99, 100_000_000)])).toBe(false);
  });

  it('refuses what is no whole number of cents', () => {
    expect(() => lineTotalMinor(line(1, 0.1))).toThrow(RangeError);
    expect(() => lineTotalMinor(line(-1, 100))).toThrow(RangeError);
    expect(() => isChargeable([line(1, Number.NaN)])).toThrow(RangeError);
  });

  it('is exact for any cart', () => {
    const carts = fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 99 }),
        unitPriceMinor: fc.integer({ min: 0, max: 100_000 }),
      }),
      { minLength: 1, maxLength: 100 },
    );
    fc.assert(
      fc.property(carts, (lines) => {
        const sum = lines.reduce(
          (all, l) => all + BigInt(l.quantity) * BigInt(l.unitPriceMinor),
          0n,
        );
        const totals = totalsOf(lines);
        expect(BigInt(totals.subtotalMinor)).toBe(sum);
        expect(totals.totalMinor - totals.subtotalMinor).toBe(
          totals.subtotalMinor >= shippingFreeFromMinor ? 0 : 490,
        );
      }),
    );
  });
});
