import { describe, expect, it } from 'vitest';
import { addLine, setLine } from '../src/domain/cart.js';
import { aLine } from './builders.js';

const variant = (sku: string, unitPriceMinor = 1_000) => ({
  sku,
  name: sku,
  unitPriceMinor,
  currency: 'EUR' as const,
});

describe('a cart', () => {
  it('adds to a line and takes today’s price', () => {
    const decision = addLine([aLine({ quantity: 2 })], variant('MUG-BLUE', 1_200), 3);
    expect(decision).toMatchObject({
      outcome: 'CHANGED',
      line: { quantity: 5, unitPriceMinor: 1_200 },
    });
  });

  it('sets a line in its place', () => {
    const lines = [aLine(), aLine({ sku: 'MUG-RED' })];
    const decision = setLine(lines, variant('MUG-BLUE'), 7);
    expect(decision).toMatchObject({
      lines: [{ sku: 'MUG-BLUE', quantity: 7 }, { sku: 'MUG-RED' }],
    });
  });

  it('takes 99 units and no more', () => {
    expect(addLine([aLine({ quantity: 98 })], variant('MUG-BLUE'), 1).outcome).toBe('CHANGED');
    expect(addLine([aLine({ quantity: 98 })], variant('MUG-BLUE'), 2)).toMatchObject({
      outcome: 'LIMIT',
      message: expect.stringContaining('99 units'),
    });
  });

  it('takes 100 lines and no more', () => {
    const lines = Array.from({ length: 100 }, (_, index) => aLine({ sku: `SKU-${index}` }));
    expect(addLine(lines.slice(1), variant('NEW'), 1).outcome).toBe('CHANGED');
    expect(addLine(lines, variant('SKU-5'), 1).outcome).toBe('CHANGED');
    expect(addLine(lines, variant('NEW'), 1)).toMatchObject({
      outcome: 'LIMIT',
      message: expect.stringContaining('100 lines'),
    });
  });

  it('takes one currency', () => {
    const dollars = { ...variant('MUG-RED'), currency: 'USD' as const };
    expect(addLine([aLine()], dollars, 1)).toMatchObject({
      outcome: 'LIMIT',
      message: expect.stringContaining('USD'),
    });
  });

  it('takes no more than can be charged', () => {
    expect(addLine([], variant('YACHT', 100_000_000), 22).outcome).toBe('LIMIT');
    expect(addLine([], variant('YACHT', 100_000_000), 21).outcome).toBe('CHANGED');
  });
});
