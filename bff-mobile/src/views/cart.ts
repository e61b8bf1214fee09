/** The cart as screens show it. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type {
  CartOutcomeFragment,
  CartPartsFragment,
  CartScreenQuery,
  CheckoutScreenQuery,
} from '../generated/operations.js';
import type {
  Cart,
  CartLine,
  CartScreen,
  CheckoutScreen,
  ResolversTypes,
  ScreenPart,
} from '../generated/resolvers.js';
import { mainImage, type PictureUrl, widths } from './image.js';

/**
 * @param absent why there is no cart when nothing failed
 * @throws CodedError for an error that no part of the screen can stand for; so does toCheckoutScreen.
 */
export function toCartScreen(
  result: GatewayResult<CartScreenQuery>,
  picture: PictureUrl,
  absent: UnavailableReason,
): CartScreen {
  const parts = readParts<ScreenPart>(result);
  const cart = parts.take('CART', result.data?.me?.cart, 'orders', absent);
  const detailsFailed =
    cart?.lines.some(({ variant }) => !variant) === true &&
    parts.failed('PRODUCT_DETAILS', 'inventory');
  return { cart: cart && toCart(cart, picture, detailsFailed), unavailable: parts.unavailable };
}

export function toCheckoutScreen(
  result: GatewayResult<CheckoutScreenQuery>,
  absent: UnavailableReason,
): CheckoutScreen {
  const parts = readParts<ScreenPart>(result);
  const { addressOwner, cartOwner } = result.data ?? {};
  const cart = parts.take('CART', cartOwner?.cart, 'orders', absent);
  return {
    count: cart?.totalQuantity,
    subtotal: cart?.subtotal,
    addresses: parts.take('ADDRESSES', addressOwner?.addresses, 'users', absent),
    unavailable: parts.unavailable,
  };
}

export function toCartResult(
  outcome: CartOutcomeFragment,
  picture: PictureUrl,
  productsFailed: boolean,
): Awaited<ResolversTypes['CartResult']> {
  if (outcome.__typename !== 'Cart') return outcome;
  return { __typename: 'Cart', ...toCart(outcome, picture, productsFailed) };
}

/** @param productsFailed whether a line without a variant may be one that could not be asked for */
export function toCart(
  cart: CartPartsFragment,
  picture: PictureUrl,
  productsFailed: boolean,
): Cart {
  return {
    lines: cart.lines.map((line) => toCartLine(line, picture, productsFailed)),
    count: cart.totalQuantity,
    subtotal: cart.subtotal,
  };
}

function toCartLine(
  { sku, quantity, lineTotal, variant }: CartPartsFragment['lines'][number],
  picture: PictureUrl,
  productsFailed: boolean,
): CartLine {
  const line = { sku, quantity, total: lineTotal };
  if (!variant) return { ...line, available: productsFailed ? null : 0 };
  const { product, stock } = variant;
  return {
    ...line,
    name: `${product.name}, ${variant.name}`,
    slug: product.slug,
    image: mainImage(product.images, widths.line, picture),
    available: stock.available,
  };
}
