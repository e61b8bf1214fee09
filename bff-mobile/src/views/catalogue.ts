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
  Density,
  HomeScreen,
  Product,
  ProductScreen,
  ScreenPart,
  SearchScreen,
} from '../generated/resolvers.js';
import { mainImage, toImageUrl, widths } from './image.js';

type GraphProduct = NonNullable<ProductScreenQuery['product']>;

export function toCard(product: CardFragment, density: Density): Card {
  const { id, slug, name, images, priceRange, variants } = product;
  return {
    id,
    slug,
    name,
    image: mainImage(images, widths.card, density),
    price: priceRange.min,
    soldOut: variants.every(({ stock }) => stock.level === 'OUT'),
  };
}

/** @throws CodedError for an error that no part of the screen can stand for; so do the others here. */
export function toHomeScreen(result: GatewayResult<HomeScreenQuery>, density: Density): HomeScreen {
  const parts = readParts<ScreenPart>(result);
  const { data } = result;
  const cards = data?.products?.edges.map(({ node }) => toCard(node, density));
  return {
    cartCount: parts.take('CART_COUNT', data?.me?.cart.totalQuantity, 'users'),
    newest: parts.take('NEWEST', cards, 'inventory'),
    categories: parts.take('CATEGORIES', data?.categories, 'inventory'),
    unavailable: parts.unavailable,
  };
}

export function toSearchScreen(
  result: GatewayResult<SearchScreenQuery>,
  density: Density,
): SearchScreen {
  const parts = readParts<ScreenPart>(result);
  const found = parts.take('RESULTS', result.data?.products, 'inventory');
  return {
    results: found?.edges.map(({ node }) => toCard(node, density)),
    next: found && nextOf(found.pageInfo),
    unavailable: parts.unavailable,
  };
}

/** The cursor to go on from, when there is more. */
export const nextOf = (page: { hasNextPage: boolean; endCursor: string | null }): string | null =>
  page.hasNextPage ? page.endCursor : null;

export function toProductScreen(
  result: GatewayResult<ProductScreenQuery>,
  density: Density,
): ProductScreen {
  const parts = readParts<ScreenPart>(result);
  const product = parts.take('PRODUCT', result.data?.product, 'inventory', 'NOT_FOUND');
  return { product: product && toProduct(product, density), unavailable: parts.unavailable };
}

function toProduct({ images, variants, ...rest }: GraphProduct, density: Density): Product {
  return {
    ...rest,
    images: images.map(({ url }) => toImageUrl(url, widths.product, density)),
    variants: variants.map(({ sku, name, price, stock }) => ({
      sku,
      name,
      price,
      available: stock.available,
    })),
  };
}
