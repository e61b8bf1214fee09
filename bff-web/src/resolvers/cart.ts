import type { GatewayResult } from '@tributary/service/gateway-client';
import {
  AddToCartDocument,
  CartPageDocument,
  ClearCartDocument,
  SetCartLineDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { emptyCart, toCartPage, toCartResult } from '../views/cart.js';

export const cartQueries = {
  /** A visitor without a session has put nothing in: no need to ask. */
  async cartPage(_root, _args, { ask, absent, hasSession }) {
    const result = hasSession() ? await ask(CartPageDocument, {}) : null;
    if (!result || !hasSession()) return { cart: emptyCart, unavailable: [] };
    return toCartPage(result, absent('SIGN_IN_REQUIRED'));
  },
} satisfies QueryResolvers;

export const cartMutations = {
  addToCart: async (_root, { input }, { changeAsShopper }) => {
    const result = await changeAsShopper(AddToCartDocument, { input });
    return toCartResult(result.data.addToCart, productsFailed(result));
  },

  setCartLine: async (_root, { input }, { changeAsShopper }) => {
    const result = await changeAsShopper(SetCartLineDocument, { input });
    return toCartResult(result.data.setCartLine, productsFailed(result));
  },

  clearCart: async (_root, _args, { change }) => {
    const result = await change(ClearCartDocument, {});
    return toCartResult(result.data.clearCart, productsFailed(result));
  },
} satisfies MutationResolvers;

/** The cart's owner has answered, so an error can only be about the products in it. */
const productsFailed = ({ errors }: GatewayResult<unknown>) => errors.length > 0;
