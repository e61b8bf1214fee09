/**
 * Who hears what: the whole asynchronous topology on one page. A subscriber is a queue of that name,
 * consumed by its service's worker. The `-payment`, `-mail` and `-push` queues carry work that waits for the
 * outside world, so that a slow provider does not hold up the service's other events.
 */
import type { EventName } from './events.js';

export const subscribers = [
  'users',
  'users-mail',
  'users-push',
  'orders',
  'orders-payment',
  'inventory',
] as const;
export type Subscriber = (typeof subscribers)[number];

const topology: Record<EventName, readonly Subscriber[]> = {
  UserRegistered: ['orders'],
  UserProfileChanged: ['orders'],
  UserErased: ['orders', 'inventory'],
  GuestSignedIn: ['orders'],
  MailQueued: ['users-mail'],
  PushQueued: ['users-push'],

  VariantsPriced: ['orders'],
  VariantsWithdrawn: ['orders'],
  StockReserved: ['orders'],
  StockRejected: ['orders'],
  ReservationExpired: ['orders'],
  StockCommitFailed: ['orders'],
  StockRunLow: ['users'],
  StockCameBack: ['users'],
  CatalogueImportRequested: ['inventory'],

  CartAbandoned: ['users'],
  OrderSearchStale: ['orders'],
  OrderPlaced: ['inventory'],
  OrderRejected: ['users'],
  PaymentRequested: ['orders-payment'],
  PaymentCancelRequested: ['orders-payment'],
  RefundRequested: ['orders-payment'],
  PaymentNotified: ['orders-payment'],
  OrderConfirmed: ['inventory', 'users'],
  OrderCancelled: ['inventory', 'users'],
  OrderShipped: ['users'],
  OrderDelivered: ['users'],
  ReturnRequested: ['users'],
  ReturnRejected: ['users'],
  OrderReturned: ['inventory', 'users'],
  OrderRefunded: ['users'],
  OrdersAudited: ['inventory'],
  BooksDisagree: ['users'],
};

/** The queues an event is delivered to, possibly none. */
export function subscribersOf(name: EventName): readonly Subscriber[] {
  return topology[name] ?? [];
}
