/** A page of `Query.products`: reads the arguments, decides how to search, and pages by key. */
import {
  CodedError,
  type Connection,
  decodeCursor,
  encodeCursor,
  requirePageSize,
  toConnection,
} from '@tributary/service';
import {
  type ListedFilter,
  type ListMode,
  type ListPosition,
  type ProductSort,
  readCursorKeys,
  toCursorKeys,
} from './domain/product-list.js';
import { productFilter, readInput } from './inputs.js';
import type { ListedProduct, Store } from './store.js';

/** A page, and what is needed to count the list it is from. */
export interface ProductPage extends Connection<ListedProduct> {
  mode: ListMode;
  filter: ListedFilter;
}

export interface ProductPageArguments {
  first: number;
  after?: string | null;
  filter?: unknown;
  sort?: ProductSort | null;
}

/** @throws CodedError BAD_USER_INPUT */
export async function readProductPage(
  store: Store,
  { first: wanted, after, filter: given, sort: wantedSort }: ProductPageArguments,
): Promise<ProductPage> {
  const first = requirePageSize(wanted);
  const filter = readFilter(given ?? {});
  const sort = requireSort(wantedSort, filter);
  const position = after ? readPosition(after, sort, filter) : null;
  const list = (mode: ListMode) =>
    store.listProducts({ mode, filter, sort, after: position, limit: first + 1 });

  let mode = position?.mode ?? (filter.search ? 'TEXT' : 'ALL');
  let rows = await list(mode);
  // No product has the words: a typing error, perhaps. The cursor remembers it for the next page.
  if (mode === 'TEXT' && !position && rows.length === 0) rows = await list((mode = 'SIMILAR'));
  const cursorOf = ({ sortKey, id }: ListedProduct) =>
    encodeCursor(toCursorKeys({ mode, sort, key: sortKey, id }));
  return { ...toConnection(rows, first, cursorOf, after), mode, filter };
}

function readFilter(given: unknown): ListedFilter {
  const { search, category, priceMin, priceMax, inStock } = readInput(
    productFilter,
    given,
    'filter',
  );
  return {
    ...(search && { search }),
    ...(category != null && { category: category.replaceAll('\0', '') }),
    ...(priceMin != null && { priceMin }),
    ...(priceMax != null && { priceMax }),
    ...(inStock && { inStock }),
  };
}

function requireSort(sort: ProductSort | null | undefined, { search }: ListedFilter): ProductSort {
  if (sort === 'RELEVANCE' && !search)
    throw new CodedError('BAD_USER_INPUT', '"sort": RELEVANCE needs "filter.search".');
  return sort ?? (search ? 'RELEVANCE' : 'NEWEST');
}

function readPosition(after: string, sort: ProductSort, { search }: ListedFilter): ListPosition {
  const position = readCursorKeys(decodeCursor(after, 3), sort, Boolean(search));
  if (position) return position;
  throw new CodedError('BAD_USER_INPUT', '"after" is not a cursor of this list.');
}
