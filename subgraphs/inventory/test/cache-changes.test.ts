import { expect, test } from 'vitest';
import { readCacheChanges } from '../src/cache-changes.js';

const event = (name: string, payload: unknown) => ({
  id: 'e1',
  name,
  version: 1,
  key: 'k',
  payload,
  traceparent: null,
  occurredAt: '2026-01-01T00:00:00.000Z',
});
const at = '2026-01-01T00:00:00.000Z';

test('new prices and withdrawals change variants, and products that show them', () => {
  const price = { amount: 1, currency: 'EUR' };
  const priced = { variants: [{ sku: 'a', name: 'A', price }], pricedAt: at };
  const changes = [{ type: 'Variant', key: { sku: 'a' } }, { type: 'Product' }];
  expect(readCacheChanges(event('VariantsPriced', priced))).toEqual(changes);
  const withdrawn = { skus: ['a'], withdrawnAt: at };
  expect(readCacheChanges(event('VariantsWithdrawn', withdrawn))).toEqual(changes);
});

test('what moves stock changes nothing that may be kept', () => {
  expect(readCacheChanges(event('StockReserved', {}))).toEqual([]);
});
