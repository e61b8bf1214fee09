import { Badge, type Tone } from '../design/badge.js';
import type { Availability } from '../generated/documents.js';

const looks: Record<Availability, { tone: Tone; text: string }> = {
  IN_STOCK: { tone: 'good', text: 'In stock' },
  LOW: { tone: 'warn', text: 'Only a few left' },
  OUT: { tone: 'bad', text: 'Sold out' },
  WITHDRAWN: { tone: 'bad', text: 'No longer sold' },
  UNKNOWN: { tone: 'plain', text: 'Stock unknown' },
};

/** Whether something can be bought; `available` says how few are left. */
export function AvailabilityBadge({
  availability,
  available,
}: {
  availability: Availability;
  available?: number;
}) {
  const { tone, text } = looks[availability];
  const isFew = availability === 'LOW' && available !== undefined;
  return <Badge tone={tone}>{isFew ? `Only ${available} left` : text}</Badge>;
}
