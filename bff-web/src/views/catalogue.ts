/** The front page, a product's page, and the head of all pages. */
import { type GatewayResult, type PageParts, readParts } from '@tributary/service/gateway-client';
import type { HomePageQuery, PageHeadQuery, ProductPageQuery } from '../generated/operations.js';
import type { PagePart, ResolversParentTypes } from '../generated/resolvers.js';
import { isStaff } from './account.js';
import { toProductCard, toProductDetails } from './product.js';

type ProductCard = ResolversParentTypes['ProductCard'];

const newestCards = 12;
const cardsOnShelf = 4;

type Wanted<Variable extends string> = Partial<Record<Variable, boolean>>;
type HeadVariable = 'withViewer' | 'withCart' | 'withCategories';

const headParts = ({ withViewer, withCart, withCategories }: Wanted<HeadVariable>) => ({
  VIEWER: withViewer,
  CART: withCart,
  CATEGORIES: withCategories,
});

/** @throws CodedError for an error that no part of the page can stand for; so do the others here. */
export function toPageHead(
  result: GatewayResult<PageHeadQuery>,
  wanted: Wanted<HeadVariable>,
): ResolversParentTypes['PageHead'] {
  const parts = readParts<PagePart>(result, headParts(wanted));
  return {
    viewer: takeViewer(parts, result.data),
    categories: parts.take('CATEGORIES', result.data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

export function toHomePage(
  result: GatewayResult<HomePageQuery>,
  wanted: Wanted<HeadVariable | 'withCards'>,
): ResolversParentTypes['HomePage'] {
  const { withCards } = wanted;
  const parts = readParts<PagePart>(result, {
    ...headParts(wanted),
    NEWEST: withCards,
    SHELVES: withCards,
  });
  const { data } = result;
  const cards = data?.newest?.edges.map(({ node }) => toProductCard(node));
  return {
    viewer: takeViewer(parts, data),
    newest: parts.take('NEWEST', cards?.slice(0, newestCards), 'inventory'),
    shelves: parts.take('SHELVES', cards && toShelves(cards), 'inventory'),
    categories: parts.take('CATEGORIES', data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

function takeViewer(
  parts: PageParts<PagePart>,
  data: PageHeadQuery | null,
): ResolversParentTypes['Viewer'] | null {
  const me = parts.take('VIEWER', data?.me, 'users');
  const cart = me && parts.take('CART', data?.cartOwner?.cart, 'orders');
  return (
    me && {
      id: me.id,
      name: me.name,
      isGuest: me.isGuest,
      isStaff: isStaff(me.roles),
      cartQuantity: cart?.totalQuantity,
    }
  );
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

export function toProductPage(
  result: GatewayResult<ProductPageQuery>,
): ResolversParentTypes['ProductPage'] {
  const parts = readParts<PagePart>(result);
  const product = parts.take('PRODUCT', result.data?.product, 'inventory', 'NOT_FOUND');
  return { product: product && toProductDetails(product), unavailable: parts.unavailable };
}
