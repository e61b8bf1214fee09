import { selectedParts } from '@tributary/service/client-selection';
import {
  CancelOrderDocument,
  CheckoutPageDocument,
  OrderPageDocument,
  OrdersPageDocument,
  PlaceOrderDocument,
  RequestReturnDocument,
} from '../generated/operations.js';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.js';
import { checkoutPageParts, orderParts, ordersPageParts } from '../page-parts.js';
import { toCheckoutPage } from '../views/cart.js';
import { toOrderPage, toOrderResult, toOrdersPage, toPlaceOrderResult } from '../views/orders.js';
import { forStaffOnly } from './staff-parts.js';

export const orderQueries = {
  async checkoutPage(_root, _args, { ask, absent }, info) {
    const wanted = selectedParts(info, checkoutPageParts);
    const result = await ask(CheckoutPageDocument, wanted);
    return toCheckoutPage(result, absent('SIGN_IN_REQUIRED'), wanted);
  },

  async ordersPage(_root, { first, after }, { ask, absent }, info) {
    const variables = { first, after, ...selectedParts(info, ordersPageParts) };
    return toOrdersPage(await ask(OrdersPageDocument, variables), absent('SIGN_IN_REQUIRED'));
  },

  async orderPage(_root, { id }, { ask, absent, isStaff }, info) {
    const wanted = forStaffOnly(selectedParts(info, orderParts), await isStaff());
    return toOrderPage(await ask(OrderPageDocument, { id, ...wanted }), absent('NOT_FOUND'));
  },
} satisfies QueryResolvers;

export const orderMutations = {
  async placeOrder(_root, { input }, { change }, info) {
    const wanted = forStaffOnly(selectedParts(info, orderParts), false);
    const { placeOrder } = (await change(PlaceOrderDocument, { input, ...wanted })).data;
    return toPlaceOrderResult(placeOrder);
  },

  async cancelOrder(_root, { input }, { change, isStaff }, info) {
    const wanted = forStaffOnly(selectedParts(info, orderParts), await isStaff());
    const { cancelOrder } = (await change(CancelOrderDocument, { input, ...wanted })).data;
    return toOrderResult(cancelOrder);
  },

  async requestReturn(_root, { input }, { change, isStaff }, info) {
    const wanted = forStaffOnly(selectedParts(info, orderParts), await isStaff());
    const { requestReturn } = (await change(RequestReturnDocument, { input, ...wanted })).data;
    return toOrderResult(requestReturn);
  },
} satisfies MutationResolvers;
