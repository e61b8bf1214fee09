/** What a list of products can be asked for, and where its next page begins. */

export type ProductSort = 'RELEVANCE' | 'NEWEST' | 'PRICE_ASC' | 'PRICE_DESC' | 'NAME';

/** ALL: no search. TEXT: by words. SIMILAR: by likeness of the name, when no product has the words. */
export type ListMode = 'ALL' | 'TEXT' | 'SIMILAR';

/** Matches are counted, and ranked by relevance, up to this many: the newest. */
export const listedUpTo = 10_000;

export interface ListedFilter {
  /** Never blank. */
  search?: string;
  /** Slug. */
  category?: string;
  priceMin?: number;
  priceMax?: number;
  inStock?: boolean;
}

/** The sort key and id of the product that a page comes after. */
export interface PageKey {
  key: string | number;
  id: string;
}

export interface ProductListQuery {
  mode: ListMode;
  filter: ListedFilter;
  sort: ProductSort;
  after: PageKey | null;
  limit: number;
}

export interface ListPosition extends PageKey {
  mode: ListMode;
  sort: ProductSort;
}

/** The parts of a cursor: list and mode first, so that it cannot be used with another list. */
export const toCursorKeys = ({ mode, sort, key, id }: ListPosition): (string | number)[] => [
  `${sort}:${mode}`,
  key,
  id,
];

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const maxInt = 2 ** 31 - 1;

/** The position that a cursor of this list means; null when it is of another list or made up. */
export function readCursorKeys(
  [tag, key, id]: readonly (string | number)[],
  sort: ProductSort,
  searching: boolean,
): ListPosition | null {
  const modes: ListMode[] = searching ? ['TEXT', 'SIMILAR'] : ['ALL'];
  const mode = modes.find((candidate) => tag === `${sort}:${candidate}`);
  if (!mode || typeof id !== 'string' || !uuid.test(id)) return null;
  if (key === undefined || !keyFits(sort, key)) return null;
  return { mode, sort, key, id };
}

function keyFits(sort: ProductSort, key: string | number): boolean {
  if (sort === 'NEWEST') return key === '';
  if (sort === 'NAME') return typeof key === 'string' && key.length <= 400 && !key.includes('\0');
  if (sort === 'RELEVANCE') return typeof key === 'number' && key >= 0 && key <= 100;
  return Number.isInteger(key) && Math.abs(Number(key)) <= maxInt;
}
