import { useNavigate, useSearchParams } from 'react-router';
import { UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ButtonLink } from '../design/button.js';
import { classNames } from '../design/class-names.js';
import { Select } from '../design/field.js';
import { EmptyState, ErrorState } from '../design/notices.js';
import { Pagination } from '../design/pagination.js';
import { Loading } from '../design/skeleton.js';
import { SearchPageDocument, type SearchPageQuery } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import { ProductGrid, ProductGridSkeleton } from './product-card.js';
import { readSearch, searchAddress, sorts } from './search-address.js';
import { SearchFilters } from './search-filters.js';
import styles from './search-page.module.css';

type Page = SearchPageQuery['searchPage'];

/** The catalogue: the address is the search, whoever shares it shares what is found. */
export function SearchPage() {
  const [params] = useSearchParams();
  const search = readSearch(params);
  const { data, failure, refreshing, reload } = usePage(SearchPageDocument, search);
  const page = data?.searchPage;
  const category = page?.categories?.find(({ slug }) => slug === search.category)?.name;
  const title = search.query ? `“${search.query}”` : (category ?? 'Everything');
  return (
    <>
      <div className={styles['head']}>
        <div>
          <PageTitle title={title} />
          <Count results={page?.results} within={search.query ? category : undefined} />
        </div>
        <Sort params={params} />
      </div>
      <div className={styles['page']}>
        <SearchFilters
          key={`${params.get('min')}-${params.get('max')}`}
          params={params}
          page={page}
        />
        <div className={classNames(styles['results'], refreshing && styles['refreshing'])}>
          {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
          {!page && !failure && (
            <Loading what="the results">
              <ProductGridSkeleton count={9} />
            </Loading>
          )}
          {page && <UnavailableNotice unavailable={page.unavailable} onRetry={reload} />}
          {page?.results && <Results results={page.results} params={params} />}
        </div>
      </div>
    </>
  );
}

function Count({
  results,
  within,
}: {
  results: Page['results'] | undefined;
  within: string | undefined;
}) {
  const count = results?.totalCount;
  return (
    <output className={styles['count']}>
      {count === undefined
        ? ' '
        : `${count === 1 ? '1 product' : `${count.toLocaleString('en')} products`}${within ? ` in ${within}` : ''}`}
    </output>
  );
}

function Sort({ params }: { params: URLSearchParams }) {
  const navigate = useNavigate();
  const { query, sort } = readSearch(params);
  const offered = Object.entries(sorts).filter(([name]) => name !== 'RELEVANCE' || query);
  return (
    <Select
      label="Sort by"
      className={styles['sort']}
      value={sort ?? (query ? 'RELEVANCE' : 'NEWEST')}
      onChange={({ target }) => void navigate(searchAddress(params, { sort: target.value }))}
    >
      {offered.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </Select>
  );
}

function Results({
  results,
  params,
}: {
  results: NonNullable<Page['results']>;
  params: URLSearchParams;
}) {
  if (results.cards.length === 0)
    return (
      <EmptyState
        title="Nothing fits"
        action={
          <ButtonLink look="line" to="/search">
            See everything
          </ButtonLink>
        }
      >
        Try fewer or other words, or take a filter away.
      </EmptyState>
    );
  const { hasNextPage, endCursor } = results.pageInfo;
  return (
    <>
      <h2 className="visually-hidden">Products</h2>
      <ProductGrid cards={results.cards} eager={6} />
      <Pagination
        label="Pages of results"
        first={params.has('after') ? searchAddress(params, {}) : null}
        next={hasNextPage ? searchAddress(params, { after: endCursor ?? null }) : null}
      />
    </>
  );
}
