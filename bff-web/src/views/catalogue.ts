/** The pages to find a product by. */
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type { HomePageQuery, ProductPageQuery, SearchPageQuery } from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import { isStaff } from './account.js';
import { toProductCard, toProductDetails } from './product.js';

type ProductCard = ResolversParentTypes['ProductCard'];

const newestCards = 12;
const cardsOnShelf = 4;

/** @throws CodedError for an error that no part of the page can stand for; so do the others here. */
export function toHomePage(result: GatewayResult<HomePageQuery>): ResolversParentTypes['HomePage'] {
  const parts = readParts<PagePart>(result);
  const { data } = result;
  const me = parts.take('VIEWER', data?.me, 'users');
  const cart = me && parts.take('CART', data?.cartOwner?.cart, 'orders');
  const cards = data?.newest?.edges.map(({ node }) => toProductCard(node));
  return {
    viewer: me && {
      id: me.id,
      name: me.name,
      isGuest: me.isGuest,
      isStaff: isStaff(me.roles),
      cartQuantity: cart?.totalQuantity,
    },
    newest: parts.take('NEWEST', cards?.slice(0, newestCards), 'inventory'),
    shelves: parts.take('SHELVES', cards && toShelves(cards), 'inventory'),
    categories: parts.take('CATEGORIES', data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

function toShelves(cards: readonly ProductCard[]): ResolversParentTypes['Shelf'][] {
  const shelves = new Map<string, ResolversParentTypes['Shelf']>();
  for (const card of cards) {
    const shelf = shelves.get(card.category.slug) ?? { category: card.category, cards: [] };
    if (shelf.cards.length < cardsOnShelf) shelf.cards.push(card);
    shelves.set(card.category.slug, shelf);
  }
  return [...shelves.values()];
}

/** @param category slug of the category the search is narrowed to */
export function toSearchPage(
  result: GatewayResult<SearchPageQuery>,
  category: string | null | undefined,
): ResolversParentTypes['SearchPage'] {
  const parts = readParts<PagePart>(result);
  const { data } = result;
  const found = parts.take('RESULTS', data?.products, 'inventory');
  const categories = parts.take('CATEGORIES', data?.categories, 'inventory');
  return {
    results: found && {
      cards: found.edges.map(({ node }) => toProductCard(node)),
      totalCount: found.totalCount,
      pageInfo: found.pageInfo,
    },
    categories: categories?.map((found) => ({ ...found, selected: found.slug === category })),
    unavailable: parts.unavailable,
  };
}

export function toProductPage(
  result: GatewayResult<ProductPageQuery>,
): ResolversParentTypes['ProductPage'] {
  const parts = readParts<PagePart>(result);
  const product = parts.take('PRODUCT', result.data?.product, 'inventory', 'NOT_FOUND');
  return { product: product && toProductDetails(product), unavailable: parts.unavailable };
}
