/**
 * The books of whoever holds the money: what each provider must be asked for, and the built-in one's
 * answer. It plays an outside system, so its books may lag behind ours, and ours behind them.
 */
import type { Snapshot } from '../snapshot.js';

export interface ProviderPayment {
  /** The provider's own word for its state; shown, not judged. */
  status: string;
  /** Held for us and not taken. */
  heldMinor: number;
  /** Asked for, and not answered yet: it may be held any moment. */
  isPending: boolean;
  capturedMinor: number;
  refundedMinor: number;
  /** `key` is the idempotency key that we gave: the refund's id. */
  refunds: { key: string; amountMinor: number }[];
}

/** All that the provider knows under one key; the key is the order's id. */
export interface ProviderAccount {
  orderId: string;
  payments: ProviderPayment[];
}

export interface ProviderBooks {
  name: string;
  /**
   * Every account once, sorted by `orderId` byte by byte. Keys are UUIDv7 and so grow with time: for a
   * provider that lists by time of creation (Stripe), sorting within a window of some hours is enough.
   */
  stream(): AsyncIterator<ProviderAccount[]>;
  find(orderIds: readonly string[]): Promise<ProviderAccount[]>;
}

const select = `
  SELECT p.key AS "orderId", json_build_array(json_build_object(
    'status', p.status,
    'heldMinor', CASE WHEN p.status = 'AUTHORISED' THEN p.amount ELSE 0 END,
    'isPending', p.status = 'PENDING',
    'capturedMinor', CASE WHEN p.status = 'CAPTURED' THEN p.amount ELSE 0 END,
    'refundedMinor', p.refunded,
    'refunds', coalesce((
      SELECT json_agg(json_build_object('key', r.key, 'amountMinor', r.amount))
      FROM demo_provider_refunds r WHERE r.payment_key = p.key), '[]'))) AS payments
  FROM demo_provider_payments p`;

/** The built-in provider's books are tables beside the orders that only it knows of. */
export const demoProviderBooks = (orders: Snapshot): ProviderBooks => ({
  name: 'demo',
  stream: () => orders.pages<ProviderAccount>(`${select} ORDER BY p.key COLLATE "C"`),
  find: (orderIds) =>
    orders.rows<ProviderAccount>(`${select} WHERE p.key = ANY ($1::text[])`, [orderIds]),
});
