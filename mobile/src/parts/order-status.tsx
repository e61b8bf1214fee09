import type { OrderContentsFragment } from '@tributary/mobile-client';

export type OrderStatus = OrderContentsFragment['status'];

const words: Record<OrderStatus, [text: string, look: string]> = {
  PENDING: ['Placed', 'is-plain'],
  AWAITING_PAYMENT: ['Awaiting payment', 'is-warning'],
  CONFIRMED: ['Confirmed', 'is-good'],
  SHIPPED: ['On its way', 'is-river'],
  DELIVERED: ['Delivered', 'is-good'],
  REJECTED: ['Not accepted', 'is-bad'],
  CANCELLED: ['Cancelled', 'is-plain'],
  RETURNED: ['Returned', 'is-plain'],
};

export const statusText = (status: OrderStatus): string => words[status]?.[0] ?? status;

export const StatusBadge = ({ status }: { status: OrderStatus }) => (
  <span className={`badge ${words[status]?.[1] ?? 'is-plain'}`}>{statusText(status)}</span>
);

/** Still on the way to being paid or refused: it changes by itself within seconds. */
export const isSettling = (status: OrderStatus): boolean =>
  status === 'PENDING' || status === 'AWAITING_PAYMENT';

export const canBeCancelled = (status: OrderStatus): boolean =>
  isSettling(status) || status === 'CONFIRMED';
