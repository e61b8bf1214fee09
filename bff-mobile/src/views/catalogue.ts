/** The screens to find a product by. */
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type {
  CardFragment,
  HomeScreenQuery,
  ProductScreenQuery,
  SearchScreenQuery,
} from '../generated/operations.js';
import type {
  Card,
  HomeScreen,
  Product,
  ProductScreen,
  ScreenPart,
  SearchScreen,
} from '../generated/resolvers.js';
import { mainImage, type PictureUrl, widths } from './image.js';

type GraphProduct = NonNullable<ProductScreenQuery['product']>;

export function toCard(product: CardFragment, picture: PictureUrl): Card {
  const { id, slug, name, images, priceRange, variants } = product;
  return {
    id,
    slug,
    name,
    image: mainImage(images, widths.card, picture),
    price: priceRange.min,
    soldOut: variants.every(({ stock }) => stock.level === 'OUT'),
  };
}

/** @throws CodedError for an error that no part of the screen can stand for; so do the others here. */
export function toHomeScreen(
  result: GatewayResult<HomeScreenQuery>,
  picture: PictureUrl,
): HomeScreen {
  const parts = readParts<ScreenPart>(result);
  const { data } = result;
  const cards = data?.products?.edges.map(({ node }) => toCard(node, picture));
  return {
    cartCount: parts.take('CART_COUNT', data?.me?.cart.totalQuantity, 'users'),
    newest: parts.take('NEWEST', cards, 'inventory'),
    categories: parts.take('CATEGORIES', data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

export function toSearchScreen(
  result: GatewayResult<SearchScreenQuery>,
  picture: PictureUrl,
): SearchScreen {
  const parts = readParts<ScreenPart>(result);
  const found = parts.take('RESULTS', result.data?.products, 'inventory');
  return {
    results: found?.edges.map(({ node }) => toCard(node, picture)),
    next: found && nextOf(found.pageInfo),
    unavailable: parts.unavailable,
  };
}

/** The cursor to go on from, when there is more. */
export const nextOf = (page: { hasNextPage: boolean; endCursor: string | null }): string | null =>
  page.hasNextPage ? page.endCursor : null;

export function toProductScreen(
  result: GatewayResult<ProductScreenQuery>,
  picture: PictureUrl,
): ProductScreen {
  const parts = readParts<ScreenPart>(result);
  const product = parts.take('PRODUCT', result.data?.product, 'inventory', 'NOT_FOUND');
  return { product: product && toProduct(product, picture), unavailable: parts.unavailable };
}

function toProduct({ images, variants, ...rest }: GraphProduct, picture: PictureUrl): Product {
  return {
    ...rest,
    images: images.map(({ url }) => picture(url, widths.product)),
    variants: variants.map(({ sku, name, price, stock }) => ({
      sku,
      name,
      price,
      available: stock.available,
    })),
  };
}
