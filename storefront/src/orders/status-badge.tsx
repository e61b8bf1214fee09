import { Badge, type Tone } from '../design/badge.js';
import type { OrderStatus } from '../generated/documents.js';

const tones: Record<OrderStatus, Tone> = {
  PENDING: 'river',
  AWAITING_PAYMENT: 'river',
  CONFIRMED: 'good',
  SHIPPED: 'river',
  DELIVERED: 'good',
  REJECTED: 'bad',
  CANCELLED: 'bad',
  RETURNED: 'plain',
};

export function StatusBadge({ status, text }: { status: OrderStatus; text: string }) {
  return <Badge tone={tones[status]}>{text}</Badge>;
}
