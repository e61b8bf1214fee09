/** Decisions with the time and the ids that the domain does not make up itself. */
import type { OrderChanges, TimelineNote } from '../domain/order.js';

export interface StampedNote extends TimelineNote {
  id: string;
  at: Date;
}

export interface StampedChange {
  at: Date;
  changes: OrderChanges;
  timeline: readonly StampedNote[];
}
