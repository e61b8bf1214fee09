import type { GatewayResult } from '@tributary/service/gateway-client';
import {
  AddToCartDocument,
  CartScreenDocument,
  CheckoutScreenDocument,
  ClearCartDocument,
  SetCartLineDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { toCartResult, toCartScreen, toCheckoutScreen } from '../views/cart.js';

export const cartQueries = {
  cartScreen: async (_root, { density }, { ask, absent, pictures }) =>
    toCartScreen(await ask(CartScreenDocument, {}), pictures(density), absent('SIGN_IN_REQUIRED')),

  checkoutScreen: async (_root, _args, { ask, absent }) =>
    toCheckoutScreen(await ask(CheckoutScreenDocument, {}), absent('SIGN_IN_REQUIRED')),
} satisfies QueryResolvers;

export const cartMutations = {
  addToCart: async (_root, { input, density }, { change, pictures }) => {
    const result = await change(AddToCartDocument, { input });
    return toCartResult(result.data.addToCart, pictures(density), productsFailed(result));
  },

  setCartLine: async (_root, { input, density }, { change, pictures }) => {
    const result = await change(SetCartLineDocument, { input });
    return toCartResult(result.data.setCartLine, pictures(density), productsFailed(result));
  },

  clearCart: async (_root, _args, { change, pictures }) => {
    const result = await change(ClearCartDocument, {});
    return toCartResult(result.data.clearCart, pictures('IMAGE_1X'), productsFailed(result));
  },
} satisfies MutationResolvers;

/** The cart's owner has answered, so an error can only be about the products in it. */
const productsFailed = ({ errors }: GatewayResult<unknown>) => errors.length > 0;
