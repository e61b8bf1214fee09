/**
 * The catalogue of events: the only thing services know of one another besides the supergraph.
 * Each entry is a past fact with the schema of its payload. Payloads may gain optional fields;
 * anything else is a new event. A consumer parses what it receives with these schemas.
 */
import { z } from 'zod';
import { currencies } from './money.js';

const id = z.uuid();
const time = z.iso.datetime();
const quantity = z.int().positive();
const count = z.int().min(0);
const money = z.object({ amount: z.int(), currency: z.enum(currencies) });
const lines = z.array(z.object({ sku: z.string(), quantity })).min(1);
const order = z.object({ orderId: id, orderNumber: z.string(), buyerId: id });

export const events = {
  /** users: an account exists. */
  UserRegistered: z.object({ userId: id, email: z.string(), name: z.string() }),
  /** users: name or e-mail address changed. */
  UserProfileChanged: z.object({ userId: id, email: z.string(), name: z.string() }),
  /** users: the account is closed; every service erases what it holds of the person. */
  UserErased: z.object({ userId: id }),
  /** users: a guest signed in to an account, which takes over the guest's cart and orders. */
  GuestSignedIn: z.object({ guestId: id, userId: id }),
  /** users, to itself: a mail waits in the mail table to be sent. */
  MailQueued: z.object({ mailId: id }),
  /** users, to itself: a device of the buyer's is to be told of an order. `news` is the event that did it. */
  PushQueued: z.object({
    sessionId: id,
    orderId: id,
    orderNumber: z.string(),
    news: z.string(),
  }),

  /** inventory: prices or names of these variants are now as given (also at creation). */
  VariantsPriced: z.object({
    variants: z
      .array(z.object({ sku: z.string(), name: z.string(), price: money }))
      .min(1)
      .max(500),
    pricedAt: time,
  }),
  /** inventory: these variants can no longer be bought. */
  VariantsWithdrawn: z.object({ skus: z.array(z.string()).min(1).max(500), withdrawnAt: time }),
  /** inventory: every line of the order is set aside until `expiresAt`. */
  StockReserved: z.object({ orderId: id, expiresAt: time }),
  /** inventory: not one line is set aside, because these were short. */
  StockRejected: z.object({
    orderId: id,
    shortages: z.array(
      z.object({ sku: z.string(), requested: quantity, available: z.int().min(0) }),
    ),
  }),
  /** inventory: the order was not confirmed in time; its stock is set aside until orders says how the order ended. */
  ReservationExpired: z.object({ orderId: id }),
  /** inventory: the order was confirmed after its reservation had gone and the stock is sold out. */
  StockCommitFailed: z.object({ orderId: id }),
  /** inventory: no more of these can be bought than their threshold; stated once until there was more. */
  StockRunLow: z.object({
    variants: z
      .array(z.object({ sku: z.string(), name: z.string(), available: count, threshold: count }))
      .min(1)
      .max(200),
  }),
  /** inventory: a variant that was sold out can be bought again; these users asked to be told once. */
  StockCameBack: z.object({
    sku: z.string(),
    name: z.string(),
    productSlug: z.string(),
    userIds: z.array(id).min(1).max(500),
  }),
  /** inventory, to itself: an import of the catalogue waits to be run. */
  CatalogueImportRequested: z.object({ importId: id }),

  /** orders: nobody touched the cart for a while; stated once, and again only after it changed. */
  CartAbandoned: z.object({
    userId: id,
    lines: z
      .array(z.object({ sku: z.string(), name: z.string(), quantity }))
      .min(1)
      .max(20),
    /** Lines of the cart beyond those. */
    moreLines: count,
    subtotal: money,
  }),
  /** orders, to itself: what this buyer's later orders are found by is out of date. */
  OrderSearchStale: z.object({ buyerId: id, afterOrderId: id }),
  /** orders: a buyer placed an order; stock and payment are still to come. */
  OrderPlaced: order.extend({ lines, total: money }),
  /** orders: refused for lack of stock. */
  OrderRejected: order.extend({ reason: z.string() }),
  /** orders, to its payment worker: authorise and capture the order's total. */
  PaymentRequested: z.object({ orderId: id }),
  /** orders, to its payment worker: give back whatever the provider holds for the order. */
  PaymentCancelRequested: z.object({ orderId: id }),
  /** orders, to its payment worker: pay back this refund. */
  RefundRequested: z.object({ orderId: id, refundId: id }),
  /** orders, to its payment worker: the provider says that it has news of the order's payment. */
  PaymentNotified: z.object({ orderId: id }),
  /** orders: paid in full; the reservation becomes a sale. */
  OrderConfirmed: order.extend({ lines, total: money }),
  /** orders: ended before shipping; its stock, reserved or committed, is to be freed. */
  OrderCancelled: order.extend({ reason: z.string() }),
  /** orders: a parcel has left with these lines; `isPartial` when more of the order is still to leave. */
  OrderShipped: order.extend({
    trackingCode: z.string().nullable(),
    shipmentId: id.optional(),
    lines: lines.optional(),
    isPartial: z.boolean().optional(),
  }),
  /** orders: these parcels have arrived; `isPartial` when more of the order is still to come. */
  OrderDelivered: order.extend({
    shipmentIds: z.array(id).optional(),
    isPartial: z.boolean().optional(),
  }),
  /** orders: the buyer wants to send these lines of the order back. */
  ReturnRequested: order.extend({
    reason: z.string(),
    returnId: id.optional(),
    lines: lines.optional(),
  }),
  /** orders: staff will not take back what the buyer asked to send back. */
  ReturnRejected: order.extend({ returnId: id, reason: z.string() }),
  /**
   * orders: staff took these lines back; with `restock` they can be sold again. One per return, so an
   * order may have several. `orderLines` is all that was sold, for a subscriber that has not heard of it.
   */
  OrderReturned: order.extend({
    lines,
    restock: z.boolean(),
    returnId: id.optional(),
    orderLines: lines.optional(),
  }),
  /** orders, every night: what these orders, quiet for an hour, should hold of the stock. */
  OrdersAudited: z.object({
    orders: z
      .array(
        z.object({
          orderId: id,
          /** Units that left the house for it and did not come back. */
          holds: z.array(z.object({ sku: z.string(), quantity })),
        }),
      )
      .min(1)
      .max(200),
  }),
  /** orders, inventory: the nightly check of its books found that these do not hold. */
  BooksDisagree: z.object({
    service: z.string(),
    checks: z
      .array(z.object({ name: z.string(), says: z.string(), breaches: quantity }))
      .min(1)
      .max(50),
    checkedAt: time,
  }),
  /** orders: the provider confirmed a refund. */
  OrderRefunded: order.extend({ refundId: id, refunded: money }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
export const eventNames = Object.keys(events) as EventName[];

/** An event as it is stored in an outbox and delivered to a subscriber. */
export interface EventOf<N extends EventName = EventName> {
  /** UUIDv7; the deduplication key everywhere. */
  id: string;
  name: N;
  version: number;
  /** Id of the aggregate the fact is about (order id, user id, sku). */
  key: string;
  payload: EventPayload<N>;
  occurredAt: Date;
}

/** Any event of the catalogue, discriminated by `name`. */
export type AnyEvent = { [N in EventName]: EventOf<N> }[EventName];

/**
 * Parses a payload that came over the wire.
 * @throws ZodError when the payload does not fit, Error when the name is unknown.
 */
export function parseEvent<N extends EventName>(name: N, payload: unknown): EventPayload<N> {
  const schema = events[name];
  if (!schema) throw new Error(`Unknown event "${name}".`);
  return schema.parse(payload) as EventPayload<N>;
}
