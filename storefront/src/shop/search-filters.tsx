/** What a search can be narrowed down to. On a phone they are folded away. */
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../design/button.js';
import { Checkbox, Field } from '../design/field.js';
import type { SearchPageQuery } from '../generated/documents.js';
import { searchAddress } from './search-address.js';
import styles from './search-page.module.css';

type Page = SearchPageQuery['searchPage'];

interface Filters {
  params: URLSearchParams;
  page: Page | undefined;
}

const wide = '(min-width: 56rem)';

export function SearchFilters({ params, page }: Filters) {
  const [open, setOpen] = useState(() => matchMedia(wide).matches);
  const active = ['category', 'min', 'max', 'stock'].filter((name) => params.has(name)).length;
  return (
    <details
      className={styles['filters']}
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        Filters{active > 0 && <span className={styles['active']}>{active} on</span>}
      </summary>
      <div className={styles['groups']}>
        {page?.categories && <Categories params={params} categories={page.categories} />}
        <Price params={params} page={page} />
        <InStock params={params} page={page} />
        {active > 0 && (
          <Link to={searchAddress(params, { category: null, min: null, max: null, stock: null })}>
            Take all filters away
          </Link>
        )}
      </div>
    </details>
  );
}

function Categories({
  params,
  categories,
}: {
  params: URLSearchParams;
  categories: NonNullable<Page['categories']>;
}) {
  const isAll = categories.every(({ selected }) => !selected);
  return (
    <nav aria-labelledby="filter-category">
      <h2 id="filter-category">Category</h2>
      <ul className={styles['options']}>
        <li>
          <Link to={searchAddress(params, { category: null })} aria-current={isAll || undefined}>
            All
          </Link>
        </li>
        {categories.map(({ slug, name, selected, count }) => (
          <li key={slug}>
            <Link
              to={searchAddress(params, { category: slug })}
              aria-current={selected || undefined}
              className={count === 0 ? styles['none'] : undefined}
            >
              <span>{name}</span>
              {count !== null && <span className={styles['number']}>{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Price({ params, page }: Filters) {
  const navigate = useNavigate();
  const { priceFrom, priceTo } = page?.facets ?? {};
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const read = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value.trim() || null : null;
    };
    void navigate(searchAddress(params, { min: read('min'), max: read('max') }));
  };
  return (
    <form onSubmit={apply} aria-labelledby="filter-price">
      <h2 id="filter-price">Price</h2>
      <div className={styles['prices']}>
        <Field
          label="From €"
          name="min"
          inputMode="decimal"
          defaultValue={params.get('min') ?? ''}
          placeholder={toUnits(priceFrom?.amount)}
        />
        <Field
          label="To €"
          name="max"
          inputMode="decimal"
          defaultValue={params.get('max') ?? ''}
          placeholder={toUnits(priceTo?.amount)}
        />
      </div>
      <Button type="submit" look="line" size="s">
        Use these prices
      </Button>
    </form>
  );
}

const toUnits = (minor: number | undefined) =>
  minor === undefined ? '' : (minor / 100).toFixed(minor % 100 ? 2 : 0);

function InStock({ params, page }: Filters) {
  const navigate = useNavigate();
  const count = page?.facets?.inStock;
  return (
    <Checkbox
      label={`Only what is in stock${count === undefined ? '' : ` (${count})`}`}
      checked={params.get('stock') === '1'}
      onChange={({ target }) =>
        void navigate(searchAddress(params, { stock: target.checked ? '1' : null }))
      }
    />
  );
}
