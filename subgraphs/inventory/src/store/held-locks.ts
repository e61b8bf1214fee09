/**
 * What a transaction has locked for many orders at once, as it stands after the transaction's own
 * writes. Nobody else can change it before the transaction ends, so it need not be read again. Empty
 * in a transaction about one order. It knows nothing of savepoints.
 */
import type { LockedReservation } from './reservations.js';
import type { LockedLevel } from './stock.js';

export interface HeldLocks {
  /** By order; null where there is none yet. */
  reservations: Map<string, LockedReservation | null>;
  /** By SKU; null for a SKU without a level. */
  levels: Map<string, LockedLevel | null>;
}

/** For one transaction. */
export const createHeldLocks = (): HeldLocks => ({ reservations: new Map(), levels: new Map() });
