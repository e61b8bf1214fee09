import {
  HomeScreenDocument,
  SearchScreenDocument,
  type SearchScreenQuery,
  type SearchScreenQueryVariables,
  type SearchSort,
} from '@tributary/mobile-client';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { AnswerNote, Empty, MissingParts } from '../parts/notes.js';
import { ProductGrid } from '../parts/product-card.js';
import { Screen } from '../parts/screen.js';
import { GridSkeleton } from '../parts/skeleton.js';
import { client, density } from '../phone/client.js';
import { say } from '../state/app-state.js';
import { watched } from '../state/connection.js';
import { useScreen } from '../state/use-screen.js';

const sorts: readonly [SearchSort, string][] = [
  ['RELEVANCE', 'Best match'],
  ['NEWEST', 'Newest'],
  ['PRICE_ASC', 'Cheapest'],
  ['PRICE_DESC', 'Dearest'],
  ['NAME', 'Name'],
];
const typingPauseMs = 250;

/** The catalogue. What is searched for is in the address. */
export function SearchScreen() {
  const [params, setParams] = useSearchParams();
  const wanted = readSearch(params);
  const set = (name: string, value: string) => {
    // Who has typed and gone on already stays where they went.
    if (location.pathname !== '/search') return;
    setParams(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  };
  return (
    <Screen title="Search">
      <search className="search">
        <SearchInput query={params.get('q') ?? ''} onChange={(query) => set('q', query)} />
        <Filters params={params} set={set} />
      </search>
      <Results key={JSON.stringify(wanted)} wanted={wanted} />
    </Screen>
  );
}

function readSearch(params: URLSearchParams): SearchScreenQueryVariables {
  const query = params.get('q') || null;
  const sort = (params.get('sort') || null) as SearchSort | null;
  return {
    query,
    category: params.get('category') || null,
    sort: sort === 'RELEVANCE' && !query ? null : sort,
    inStock: params.get('stock') ? true : null,
    density,
  };
}

function SearchInput({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const [text, setText] = useState(query);
  useEffect(() => {
    if (text === query) return undefined;
    const timer = setTimeout(() => onChange(text.trim().slice(0, 100)), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <input
      className="search-input"
      type="search"
      aria-label="Search products"
      placeholder="Mugs, lamps, linen…"
      value={text}
      maxLength={100}
      enterKeyHint="search"
      onChange={(event) => setText(event.target.value)}
    />
  );
}

interface FiltersProps {
  params: URLSearchParams;
  set: (name: string, value: string) => void;
}

function Filters({ params, set }: FiltersProps) {
  const categories = useScreen(HomeScreenDocument, { density }).data?.homeScreen.categories ?? [];
  return (
    <div className="filters">
      <select
        aria-label="Category"
        value={params.get('category') ?? ''}
        onChange={(event) => set('category', event.target.value)}
      >
        <option value="">All categories</option>
        {categories.map(({ slug, name }) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label="Order of the results"
        value={params.get('sort') ?? ''}
        onChange={(event) => set('sort', event.target.value)}
      >
        <option value="">Sorted for you</option>
        {sorts.map(([sort, label]) => (
          <option key={sort} value={sort}>
            {label}
          </option>
        ))}
      </select>
      <label className="check">
        <input
          type="checkbox"
          checked={params.has('stock')}
          onChange={(event) => set('stock', event.target.checked ? '1' : '')}
        />
        In stock
      </label>
    </div>
  );
}

type Found = SearchScreenQuery['searchScreen'];

function Results({ wanted }: { wanted: SearchScreenQueryVariables }) {
  const answer = useScreen(SearchScreenDocument, wanted);
  const [more, setMore] = useState<Found[]>([]);
  const first = answer.data?.searchScreen;
  const pages = first ? [first, ...more] : [];
  const products = pages.flatMap(({ results }) => results ?? []);
  const next = pages.at(-1)?.next;

  async function loadMore(): Promise<void> {
    try {
      const page = await watched(
        client.send(SearchScreenDocument, { ...wanted, after: next ?? null }),
      );
      setMore((before) => [...before, page.searchScreen]);
    } catch (error) {
      say((error as Error).message);
    }
  }

  return (
    <section aria-label="Results">
      <AnswerNote answer={answer} />
      {first && <MissingParts of={first.unavailable} />}
      <ProductGrid products={products} />
      {!first && answer.fault === null && <GridSkeleton />}
      {first?.results?.length === 0 && (
        <Empty title="Nothing found">
          <p>Try another word, or another category.</p>
        </Empty>
      )}
      {next && (
        <button type="button" className="button line wide" onClick={() => void loadMore()}>
          Show more
        </button>
      )}
    </section>
  );
}
