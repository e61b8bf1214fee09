/** One statement per kind of reference and request, however many items ask. Loaders by result. */
import DataLoader from 'dataloader';
import type { CartLine } from './domain/cart.js';
import { isUuid } from './inputs.js';
import type { ChangesPage, Store } from './store.js';
import type {
  BuyerContactView,
  OrderLineView,
  OrderView,
  PaymentView,
  ReturnView,
  ShipmentView,
  TimelineEntryView,
} from './views.js';

type OrderLine = Omit<OrderLineView, 'currency'>;

export interface Loaders {
  /** Null for an unknown order and for an id that is no UUID. Says nothing about who may see it. */
  orderById: DataLoader<string, OrderView | null>;
  /** Of one buyer, who asks: pages differ, buyers do not. */
  changedOrders: DataLoader<ChangesPage, OrderView[], string>;
  linesByOrder: DataLoader<string, OrderLine[]>;
  paymentByOrder: DataLoader<string, PaymentView>;
  timelineByOrder: DataLoader<string, TimelineEntryView[]>;
  shipmentsByOrder: DataLoader<string, ShipmentView[]>;
  returnsByOrder: DataLoader<string, ReturnView[]>;
  cartLinesByUser: DataLoader<string, CartLine[]>;
  contactByBuyer: DataLoader<string, BuyerContactView | null>;
}

export function createLoaders(store: Store): Loaders {
  return {
    orderById: new DataLoader(async (ids) => {
      const orders = await store.ordersByIds(ids.filter(isUuid));
      const byId = new Map(orders.map((order) => [order.id, order]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    }),
    changedOrders: new DataLoader(
      (pages) => Promise.all(pages.map((page) => store.changedOrders(page))),
      { cacheKeyFn: (page) => JSON.stringify(page) },
    ),
    linesByOrder: new DataLoader(async (ids) => {
      const lines = await store.linesByOrders(ids);
      return ids.map((id) => lines.get(id) ?? []);
    }),
    paymentByOrder: new DataLoader(async (ids) => {
      const payments = await store.paymentsByOrders(ids);
      return ids.map((id) => payments.get(id) ?? new Error('The order has no payment.'));
    }),
    timelineByOrder: new DataLoader(async (ids) => {
      const timelines = await store.timelineByOrders(ids);
      return ids.map((id) => timelines.get(id) ?? []);
    }),
    shipmentsByOrder: new DataLoader(async (ids) => {
      const shipments = await store.shipmentsByOrders(ids);
      return ids.map((id) => shipments.get(id) ?? []);
    }),
    returnsByOrder: new DataLoader(async (ids) => {
      const returns = await store.returnsByOrders(ids);
      return ids.map((id) => returns.get(id) ?? []);
    }),
    cartLinesByUser: new DataLoader(async (userIds) => {
      const lines = await store.cartLinesByUsers(userIds);
      return userIds.map((id) => lines.get(id) ?? []);
    }),
    contactByBuyer: new DataLoader(async (userIds) => {
      const contacts = await store.contactsOfBuyers(userIds);
      return userIds.map((id) => contacts.get(id) ?? null);
    }),
  };
}
