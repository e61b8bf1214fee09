import { describe, expect, it } from 'vitest';
import { isSameOrigin } from '../src/same-origin.js';
import { formatPrice } from '../src/views/price.js';
import { canCancel, toSteps } from '../src/views/progress.js';

describe('a price', () => {
  it.each([
    [123_456, 'EUR', 'en', '€1,234.56'],
    [123_456, 'GBP', 'en', '£1,234.56'],
    [5, 'USD', 'en', '$0.05'],
    [-990, 'EUR', 'en', '-€9.90'],
    [123_456, 'USD', 'de', '1.234,56\u00a0$'],
  ] as const)('%i %s in %s is %s', (amount, currency, locale, text) => {
    expect(formatPrice({ amount, currency }, locale)).toBe(text);
  });

  it('refuses a locale that is none', () => {
    expect(() => formatPrice({ amount: 1, currency: 'EUR' }, '--')).toThrow(/language tag/);
  });
});

describe('the steps of an order', () => {
  const placed = { at: '2026-02-01T08:00:00.000Z', type: 'PLACED', note: null };

  it('go on from what happened', () => {
    const steps = toSteps('SHIPPED', [placed, { ...placed, type: 'SHIPPED', note: 'DHL 1' }]);
    expect(steps.map(({ text, state }) => `${text}: ${state}`)).toEqual([
      'Order placed: DONE',
      'On its way: DONE',
      'Delivered: NEXT',
    ]);
  });

  it.each(['DELIVERED', 'REJECTED', 'CANCELLED', 'RETURNED'] as const)('end at %s', (status) => {
    expect(toSteps(status, [placed])).toHaveLength(1);
  });

  it('put an event into words that nobody has thought of', () => {
    expect(toSteps('CANCELLED', [{ ...placed, type: 'PARCEL_LOST' }])[0]!.text).toBe('Parcel lost');
  });

  it('offer to cancel before shipping', () => {
    expect([canCancel('CONFIRMED'), canCancel('SHIPPED')]).toEqual([true, false]);
  });
});

describe('our own origin', () => {
  const host = 'shop.example';

  it('is the host that was asked, or the public one behind a proxy', () => {
    expect(isSameOrigin({ host, origin: 'https://shop.example' })).toBe(true);
    expect(isSameOrigin({ host: 'bff:4100', origin: 'https://shop.example' })).toBe(false);
    expect(
      isSameOrigin({ host: 'bff:4100', origin: 'https://shop.example' }, 'https://shop.example'),
    ).toBe(true);
  });

  it('is what the browser says, whatever the Origin header', () => {
    expect(
      isSameOrigin({ host, origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' }),
    ).toBe(false);
  });

  it('differs by port', () => {
    expect(isSameOrigin({ host: 'localhost:4100', origin: 'http://localhost:5173' })).toBe(false);
  });
});
