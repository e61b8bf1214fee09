/** A search as it stands in the address: /search?q=mug&category=kitchen&min=10&max=50&stock=1&sort=NAME&after=… */
import type { SearchPageQueryVariables, SearchSort } from '../generated/documents.js';

export const sorts: Record<SearchSort, string> = {
  RELEVANCE: 'Best match',
  NEWEST: 'Newest',
  PRICE_ASC: 'Price, low to high',
  PRICE_DESC: 'Price, high to low',
  NAME: 'Name',
};

export function readSearch(params: URLSearchParams): SearchPageQueryVariables {
  const sort = params.get('sort');
  const query = params.get('q')?.trim().slice(0, 100);
  return {
    query: query || undefined,
    category: params.get('category') || undefined,
    sort: isSort(sort) && (sort !== 'RELEVANCE' || query) ? sort : undefined,
    priceMin: readMinor(params.get('min')),
    priceMax: readMinor(params.get('max')),
    inStock: params.get('stock') === '1' || undefined,
    after: params.get('after') || undefined,
  };
}

const isSort = (value: string | null): value is SearchSort => value !== null && value in sorts;

/** Whole currency units or with cents, as people type them; in minor units. */
function readMinor(value: string | null): number | undefined {
  const amount = Number((value ?? '').replace(',', '.'));
  return value && Number.isFinite(amount) && amount >= 0 && amount < 1_000_000
    ? Math.round(amount * 100)
    : undefined;
}

/** The address with some of it changed (null: left out), on its first page unless `after` is given. */
export function searchAddress(
  params: URLSearchParams,
  changes: Record<string, string | null>,
): string {
  const changed = new URLSearchParams(params);
  changed.delete('after');
  for (const [name, value] of Object.entries(changes))
    if (value) changed.set(name, value);
    else changed.delete(name);
  const text = changed.toString();
  return text ? `/search?${text}` : '/search';
}
