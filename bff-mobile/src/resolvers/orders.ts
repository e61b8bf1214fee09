import { selectedParts } from '@tributary/service/client-selection';
import {
  CancelOrderDocument,
  OrderScreenDocument,
  OrdersScreenDocument,
  PlaceOrderDocument,
  RequestReturnDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import {
  toOrderResult,
  toOrderScreen,
  toOrdersScreen,
  toPlaceOrderResult,
} from '../views/orders.js';

export const orderQueries = {
  async ordersScreen(_root, { first, after }, { ask, absent }, info) {
    const variables = { first, after, ...selectedParts(info, { withLines: ['orders.lines'] }) };
    return toOrdersScreen(await ask(OrdersScreenDocument, variables), absent('SIGN_IN_REQUIRED'));
  },

  orderScreen: async (_root, { id }, { ask, absent }) =>
    toOrderScreen(await ask(OrderScreenDocument, { id }), absent('NOT_FOUND')),
} satisfies QueryResolvers;

export const orderMutations = {
  placeOrder: async (_root, { input }, { change }) =>
    toPlaceOrderResult((await change(PlaceOrderDocument, { input })).data.placeOrder),

  cancelOrder: async (_root, { input }, { change }) =>
    toOrderResult((await change(CancelOrderDocument, { input })).data.cancelOrder),

  requestReturn: async (_root, { input }, { change }) =>
    toOrderResult((await change(RequestReturnDocument, { input })).data.requestReturn),
} satisfies MutationResolvers;
