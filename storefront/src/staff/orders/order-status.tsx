import { Badge, type Tone } from '../../design/badge.js';
import type { OrderStatus } from '../../generated/staff-documents.js';

const tones: Record<OrderStatus, Tone> = {
  PENDING: 'plain',
  AWAITING_PAYMENT: 'plain',
  CONFIRMED: 'warn',
  SHIPPED: 'river',
  DELIVERED: 'good',
  REJECTED: 'bad',
  CANCELLED: 'bad',
  RETURNED: 'plain',
};

/** As staff sort orders: what is confirmed waits for them. */
export const statusNames: Record<OrderStatus, string> = {
  PENDING: 'Placed',
  AWAITING_PAYMENT: 'Awaiting payment',
  CONFIRMED: 'To ship',
  SHIPPED: 'Under way',
  DELIVERED: 'Delivered',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
  RETURNED: 'Returned',
};

export const StatusBadge = ({ status }: { status: OrderStatus }) => (
  <Badge tone={tones[status]}>{statusNames[status]}</Badge>
);
