import { describe, expect, it } from 'vitest';
import { importLine } from '../src/inputs.js';
import { createDemoProduct, demoCategories } from '../src/seed/demo-product.js';

const all = Array.from({ length: 34_000 }, (_, index) => createDemoProduct(index));
const variants = all.flatMap(({ product }) => product.variants);

describe('demo products', () => {
  it('come out the same every time', () => {
    expect(createDemoProduct(123)).toEqual(createDemoProduct(123));
  });

  it('have ids, slugs and SKUs of their own, also 34,000 of them', () => {
    expect(new Set(all.map(({ product }) => product.id)).size).toBe(all.length);
    expect(new Set(all.map(({ product }) => product.slug)).size).toBe(all.length);
    expect(new Set(variants.map(({ sku }) => sku)).size).toBe(variants.length);
    expect(new Set(demoCategories.map(({ id }) => id)).size).toBe(10);
  });

  it('have three variants on average', () => {
    expect(variants.length / all.length).toBeCloseTo(3, 1);
  });

  it('would be accepted from staff, too', () => {
    for (const { product } of all.slice(0, 500)) {
      const given = product.variants.map((each) => ({ ...each, currency: 'EUR' }));
      const line = { ...product, category: product.category.slug, variants: given };
      expect(importLine.safeParse(line).error).toBeUndefined();
    }
  });

  it('cost so many euros and 50 or 90 cents, more for the larger ones', () => {
    for (const { product } of all.slice(0, 500)) {
      const amounts = product.variants.map(({ amount }) => amount);
      expect(amounts.every((amount) => [50, 90].includes(amount % 100))).toBe(true);
      expect([...amounts].sort((a, b) => a - b)).toEqual(amounts);
    }
  });

  it('are sometimes sold out and sometimes low', () => {
    const stock = all.slice(0, 240).flatMap((each) => each.stock.map(({ quantity }) => quantity));
    const share = (test: (quantity: number) => boolean) => stock.filter(test).length / stock.length;
    expect(share((quantity) => quantity === 0)).toBeGreaterThan(0.05);
    expect(share((quantity) => quantity > 0 && quantity <= 5)).toBeGreaterThan(0.1);
    expect(share((quantity) => quantity > 5)).toBeGreaterThan(0.6);
  });
});
