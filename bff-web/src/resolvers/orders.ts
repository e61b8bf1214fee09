import {
  CancelOrderDocument,
  CheckoutPageDocument,
  OrderPageDocument,
  OrdersPageDocument,
  PlaceOrderDocument,
  RequestReturnDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { toCheckoutPage } from '../views/cart.js';
import { toOrderPage, toOrderResult, toOrdersPage, toPlaceOrderResult } from '../views/orders.js';

export const orderQueries = {
  checkoutPage: async (_root, _args, { ask, absent }) =>
    toCheckoutPage(await ask(CheckoutPageDocument, {}), absent('SIGN_IN_REQUIRED')),

  ordersPage: async (_root, { first, after }, { ask, absent }) =>
    toOrdersPage(await ask(OrdersPageDocument, { first, after }), absent('SIGN_IN_REQUIRED')),

  orderPage: async (_root, { id }, { ask, absent }) =>
    toOrderPage(await ask(OrderPageDocument, { id }), absent('NOT_FOUND')),
} satisfies QueryResolvers;

export const orderMutations = {
  placeOrder: async (_root, { input }, { change }) =>
    toPlaceOrderResult((await change(PlaceOrderDocument, { input })).data.placeOrder),

  cancelOrder: async (_root, { input }, { change }) =>
    toOrderResult((await change(CancelOrderDocument, { input })).data.cancelOrder),

  requestReturn: async (_root, { input }, { change }) =>
    toOrderResult((await change(RequestReturnDocument, { input })).data.requestReturn),
} satisfies MutationResolvers;
