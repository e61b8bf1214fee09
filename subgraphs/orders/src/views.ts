/** Rows as the resolvers see them. Amounts are in minor units of `currency`. */
import type { Currency } from '@tributary/contracts';
import type { CartLine } from './domain/cart.js';
import type { OrderStatus, PaymentStatus, ReturnStatus, Units } from './domain/order.js';

/** A user as this service knows one: an id, whose owner is users. */
export interface UserStub {
  id: string;
}

export interface PostalAddress {
  name: string;
  line1: string;
  line2: string | null;
  city: string;
  region: string | null;
  postalCode: string;
  country: string;
}

export interface OrderView {
  id: string;
  number: string;
  status: OrderStatus;
  buyerId: string | null;
  subtotalMinor: number;
  shippingMinor: number;
  totalMinor: number;
  currency: Currency;
  shippingAddress: PostalAddress | null;
  placedAt: Date;
  updatedAt: Date;
  /** Where they were read with the order. */
  loadedLines?: OrderLineView[] | undefined;
}

export interface OrderLineView {
  sku: string;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  shippedQuantity: number;
  returnedQuantity: number;
  currency: Currency;
}

export interface ShipmentView {
  id: string;
  trackingCode: string | null;
  shippedAt: Date;
  deliveredAt: Date | null;
  lines: Units[];
}

export interface ReturnView {
  id: string;
  status: ReturnStatus;
  reason: string | null;
  restock: boolean | null;
  rejection: string | null;
  requestedAt: Date;
  resolvedAt: Date | null;
  lines: Units[];
}

/** A buyer as users last told of them. */
export interface BuyerContactView {
  name: string;
  email: string;
}

export interface PaymentView {
  status: PaymentStatus;
  capturedMinor: number;
  refundedMinor: number;
}

export interface TimelineEntryView {
  at: Date;
  type: string;
  note: string | null;
}

export interface CartView {
  __typename: 'Cart';
  lines: readonly CartLine[];
}

export type CartLineView = CartLine;
