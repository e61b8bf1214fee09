/** Facets and counts of the catalogue from its summary: what does not search needs no look at the products. */
import type { Currency } from '@tributary/contracts';
import type { ListedFilter } from './product-list.js';

interface Category {
  id: string;
  slug: string;
  name: string;
}

/** How many products of a category cost the same and can, or cannot, be bought now. */
export interface SummaryRow {
  categoryId: string;
  /** What the cheapest variant costs. */
  amount: number;
  currency: Currency;
  inStock: boolean;
  count: number;
}

export interface CatalogueSummary {
  rows: readonly SummaryRow[];
  /** Those of the rows, by id. */
  categories: ReadonlyMap<string, Category>;
}

type Filter = Omit<ListedFilter, 'search'>;

/** Each facet applies the filter but itself. */
export function toFacets({ rows, categories }: CatalogueSummary, filter: Filter) {
  const { isPriced, isInCategory, isAvailable } = conditionsOf(categories, filter);
  const counts = new Map<string, number>();
  let [least, most] = [undefined, undefined] as (SummaryRow | undefined)[];
  let inStock = 0;
  for (const row of rows) {
    const [priced, inCategory, available] = [isPriced(row), isInCategory(row), isAvailable(row)];
    if (priced && available)
      counts.set(row.categoryId, (counts.get(row.categoryId) ?? 0) + row.count);
    if (inCategory && available) {
      if (!least || row.amount < least.amount) least = row;
      if (!most || row.amount > most.amount) most = row;
    }
    if (inCategory && priced && row.inStock) inStock += row.count;
  }
  return {
    categories: [...counts]
      .map(([id, count]) => ({ category: categories.get(id)!, count }))
      .sort((one, other) => byName(one.category, other.category)),
    price: least && most ? { min: toMoney(least), max: toMoney(most) } : null,
    inStock,
  };
}

/** How many fit all of the filter. */
export function countListed({ rows, categories }: CatalogueSummary, filter: Filter): number {
  const { isPriced, isInCategory, isAvailable } = conditionsOf(categories, filter);
  return rows.reduce(
    (sum, row) => (isPriced(row) && isInCategory(row) && isAvailable(row) ? sum + row.count : sum),
    0,
  );
}

function conditionsOf(
  categories: CatalogueSummary['categories'],
  { category, priceMin = 0, priceMax = Infinity, inStock }: Filter,
) {
  const id = [...categories.values()].find(({ slug }) => slug === category)?.id;
  return {
    isPriced: ({ amount }: SummaryRow) => amount >= priceMin && amount <= priceMax,
    isInCategory: ({ categoryId }: SummaryRow) => !category || categoryId === id,
    isAvailable: (row: SummaryRow) => !inStock || row.inStock,
  };
}

/** As PostgreSQL's C collation sorts names, the id deciding between equal ones. */
const byName = (one: Category, other: Category): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : one.id < other.id ? -1 : 1;

const toMoney = ({ amount, currency }: SummaryRow) => ({ amount, currency });
