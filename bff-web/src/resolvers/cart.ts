import { selectedParts } from '@tributary/service/client-selection';
import type { GatewayResult } from '@tributary/service/gateway-client';
import {
  AddToCartDocument,
  CartPageDocument,
  ClearCartDocument,
  SetCartLineDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { cartParts } from '../page-parts.js';
import { emptyCart, toCartPage, toCartResult } from '../views/cart.js';

export const cartQueries = {
  /** A visitor without a session has put nothing in: no need to ask. */
  async cartPage(_root, _args, { ask, absent, hasSession }, info) {
    const wanted = selectedParts(info, cartParts('cart.'));
    const result = hasSession() ? await ask(CartPageDocument, wanted) : null;
    if (!result || !hasSession()) return { cart: emptyCart, unavailable: [] };
    return toCartPage(result, absent('SIGN_IN_REQUIRED'));
  },
} satisfies QueryResolvers;

export const cartMutations = {
  async addToCart(_root, { input }, { changeAsShopper }, info) {
    const variables = { input, ...selectedParts(info, cartParts('')) };
    const result = await changeAsShopper(AddToCartDocument, variables);
    return toCartResult(result.data.addToCart, productsFailed(result));
  },

  async setCartLine(_root, { input }, { changeAsShopper }, info) {
    const variables = { input, ...selectedParts(info, cartParts('')) };
    const result = await changeAsShopper(SetCartLineDocument, variables);
    return toCartResult(result.data.setCartLine, productsFailed(result));
  },

  async clearCart(_root, _args, { change }, info) {
    const result = await change(ClearCartDocument, selectedParts(info, cartParts('')));
    return toCartResult(result.data.clearCart, productsFailed(result));
  },
} satisfies MutationResolvers;

/** The cart's owner has answered, so an error can only be about the products in it. */
const productsFailed = ({ errors }: GatewayResult<unknown>) => errors.length > 0;
