import { describe, expect, it } from 'vitest';
import { readSearch, searchAddress } from '../src/shop/search-address.js';

const read = (text: string) => readSearch(new URLSearchParams(text));

describe('a search in an address', () => {
  it('is read as it was written', () => {
    expect(read('q=mug&category=kitchen&min=10&max=49,90&stock=1&sort=NAME&after=abc')).toEqual({
      query: 'mug',
      category: 'kitchen',
      priceMin: 1000,
      priceMax: 4990,
      inStock: true,
      sort: 'NAME',
      after: 'abc',
    });
  });

  it.each([
    'min=-1',
    'min=lots',
    'min=Infinity',
    'sort=WORST',
    'sort=RELEVANCE',
    'stock=2',
    'q=%20',
  ])('leaves out what makes no sense: %s', (text) => {
    expect(Object.values(read(text)).filter((value) => value !== undefined)).toEqual([]);
  });

  it('begins at its first page when it changes', () => {
    const params = new URLSearchParams('q=mug&after=abc&stock=1');
    expect(searchAddress(params, { category: 'toys', stock: null })).toBe(
      '/search?q=mug&category=toys',
    );
    expect(searchAddress(params, { after: 'def' })).toBe('/search?q=mug&stock=1&after=def');
    expect(searchAddress(new URLSearchParams('stock=1'), { stock: null })).toBe('/search');
  });
});
