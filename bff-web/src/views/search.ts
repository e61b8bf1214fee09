/** The search page: what was found, and what it can be narrowed down to. */
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type { SearchPageQuery } from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import { toProductCard } from './product.js';

type Found = NonNullable<SearchPageQuery['products']>;

/**
 * @param category slug of the category the search is narrowed to
 * @throws CodedError for an error that no part of the page can stand for
 */
export function toSearchPage(
  result: GatewayResult<SearchPageQuery>,
  category: string | null | undefined,
  wanted: Partial<Record<'withProducts' | 'withFacets' | 'withCategories', boolean>>,
): ResolversParentTypes['SearchPage'] {
  const parts = readParts<PagePart>(result, {
    RESULTS: wanted.withProducts,
    FACETS: wanted.withFacets,
    CATEGORIES: wanted.withCategories,
  });
  const { data } = result;
  const found = parts.take('RESULTS', data?.products, 'inventory');
  const categories = parts.take('CATEGORIES', data?.categories, 'inventory');
  const facets = parts.take('FACETS', data?.products?.facets, 'inventory');
  const counts = new Map(facets?.categories.map((each) => [each.category.slug, each.count]));
  return {
    results: found && toResults(found),
    categories: categories?.map(({ slug, name }) => ({
      slug,
      name,
      selected: slug === category,
      count: facets && (counts.get(slug) ?? 0),
    })),
    facets: facets && {
      priceFrom: facets.price?.min,
      priceTo: facets.price?.max,
      inStock: facets.inStock,
    },
    unavailable: parts.unavailable,
  };
}

/** What was not asked for is not looked at. */
const toResults = ({ edges, totalCount, pageInfo }: Found) => ({
  cards: edges?.map(({ node }) => toProductCard(node)) ?? [],
  totalCount: totalCount ?? 0,
  pageInfo,
});
