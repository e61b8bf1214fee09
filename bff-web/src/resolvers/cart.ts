import type { GatewayResult } from '@tributary/service/gateway-client';
import {
  AddToCartDocument,
  CartPageDocument,
  ClearCartDocument,
  SetCartLineDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { toCartPage, toCartResult } from '../views/cart.js';

export const cartQueries = {
  cartPage: async (_root, _args, { ask, absent }) =>
    toCartPage(await ask(CartPageDocument, {}), absent('SIGN_IN_REQUIRED')),
} satisfies QueryResolvers;

export const cartMutations = {
  addToCart: async (_root, { input }, { change }) => {
    const result = await change(AddToCartDocument, { input });
    return toCartResult(result.data.addToCart, productsFailed(result));
  },

  setCartLine: async (_root, { input }, { change }) => {
    const result = await change(SetCartLineDocument, { input });
    return toCartResult(result.data.setCartLine, productsFailed(result));
  },

  clearCart: async (_root, _args, { change }) => {
    const result = await change(ClearCartDocument, {});
    return toCartResult(result.data.clearCart, productsFailed(result));
  },
} satisfies MutationResolvers;

/** The cart's owner has answered, so an error can only be about the products in it. */
const productsFailed = ({ errors }: GatewayResult<unknown>) => errors.length > 0;
