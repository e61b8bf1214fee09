/** The cart as pages show it. */
import {
  type GatewayResult,
  readParts,
  type UnavailableReason,
} from '@tributary/service/gateway-client';
import type {
  CartOutcomeFragment,
  CartPageQuery,
  CartPartsFragment,
  CheckoutPageQuery,
} from '../generated/operations.js';
import type { Availability, PagePart, ResolversParentTypes } from '../generated/resolvers.js';

export const emptyCart: ResolversParentTypes['Cart'] = {
  lines: [],
  totalQuantity: 0,
  subtotal: null,
};

type GraphLine = CartPartsFragment['lines'][number];

/**
 * @param absent why there is no cart when nothing failed
 * @throws CodedError for an error that no part of the page can stand for; so do the others here.
 */
export function toCartPage(
  result: GatewayResult<CartPageQuery>,
  absent: UnavailableReason,
): ResolversParentTypes['CartPage'] {
  const parts = readParts<PagePart>(result);
  const cart = parts.take('CART', result.data?.me?.cart, 'orders', absent);
  return {
    cart: cart && toCart(cart, lacksDetails(cart) && parts.failed('PRODUCT_DETAILS', 'inventory')),
    unavailable: parts.unavailable,
  };
}

export function toCheckoutPage(
  result: GatewayResult<CheckoutPageQuery>,
  absent: UnavailableReason,
  wanted: Partial<Record<'withCart' | 'withAddresses' | 'withShipping', boolean>>,
): ResolversParentTypes['CheckoutPage'] {
  const parts = readParts<PagePart>(result, {
    CART: wanted.withCart,
    ADDRESSES: wanted.withAddresses,
    SHIPPING: wanted.withShipping,
  });
  const { addressOwner, cartOwner } = result.data ?? {};
  const cart = parts.take('CART', cartOwner?.cart, 'orders', absent);
  return {
    cart: cart && toCart(cart, lacksDetails(cart) && parts.failed('PRODUCT_DETAILS', 'inventory')),
    addresses: parts.take('ADDRESSES', addressOwner?.addresses, 'users', absent),
    shipping: parts.take('SHIPPING', toShippingHint(cartOwner), 'orders', absent),
    unavailable: parts.unavailable,
  };
}

/** What shipping cost last time; only the placed order knows what it does cost. */
function toShippingHint(
  owner: CheckoutPageQuery['cartOwner'] | undefined,
): ResolversParentTypes['ShippingHint'] | null {
  if (!owner) return null;
  const lastPaid = owner.orders?.edges[0]?.node.shipping;
  const sameCurrency = !owner.cart.subtotal || lastPaid?.currency === owner.cart.subtotal.currency;
  return { lastPaid: sameCurrency ? lastPaid : null };
}

const lacksDetails = ({ lines }: CartPartsFragment) =>
  lines.some(({ variant }) => variant === null);

export function toCartResult(
  outcome: CartOutcomeFragment,
  productsFailed: boolean,
): ResolversParentTypes['CartResult'] {
  if (outcome.__typename !== 'Cart') return outcome;
  return { __typename: 'Cart', ...toCart(outcome, productsFailed) };
}

/** @param productsFailed whether a line without a variant may be one that could not be asked for */
export function toCart(
  { lines, totalQuantity, subtotal }: CartPartsFragment,
  productsFailed: boolean,
): ResolversParentTypes['Cart'] {
  return {
    lines: lines.map(({ sku, quantity, unitPrice, lineTotal, variant }) => ({
      sku,
      quantity,
      unitPrice,
      lineTotal,
      availability: lineAvailability(variant, quantity, productsFailed),
      product: variant && toCartProduct(variant, unitPrice.amount),
    })),
    totalQuantity,
    subtotal,
  };
}

function lineAvailability(
  variant: GraphLine['variant'],
  quantity: number,
  productsFailed: boolean,
): Availability {
  if (!variant) return productsFailed ? 'UNKNOWN' : 'WITHDRAWN';
  const { available, level } = variant.stock;
  return available > 0 && available < quantity ? 'LOW' : level;
}

function toCartProduct(
  { name, price, product }: NonNullable<GraphLine['variant']>,
  lineAmount: number,
): ResolversParentTypes['CartProduct'] {
  return {
    slug: product.slug,
    name: product.name,
    variantName: name,
    picture: product.images[0] ?? null,
    newPrice: price.amount === lineAmount ? null : price,
  };
}
