/**
 * The nightly check of inventory's books, and of what orders says its orders should hold. What does not
 * hold is logged, counted at /metrics, and stated, so that staff hear of it.
 */
import type { EventOf } from '@tributary/contracts';
import { checkOwnBooks, compareHoldings, type Disagreement } from '@tributary/reconciliation';
import { Counter, type Logger } from '@tributary/service';
import type { Effects } from '../effects.js';
import { createEvent } from '../events.js';
import type { Store, StoreTransaction } from '../store.js';

export interface BooksEnvironment {
  store: Store;
  effects: Effects;
  /** The books are read on a connection of their own, which cannot write. */
  databaseUrl: string;
  logger: Logger;
}

const service = 'inventory';

const mismatches = new Counter({
  name: 'tributary_reconciliation_holding_mismatches_total',
  help: 'Orders whose stock was not what the orders service said it should be.',
});

/** Levels, ledger, reservations, and whether they agree. */
export async function checkBooks(env: BooksEnvironment, signal?: AbortSignal): Promise<void> {
  const { store, effects, databaseUrl, logger } = env;
  const found = await checkOwnBooks({ service, databaseUrl, logger, signal });
  if (found.length > 0) await store.transaction((tx) => stateDisagreement(tx, effects, found));
}

/** Compares what orders stated with the ledger, in the transaction that holds the event's inbox row. */
export async function compareOrders(
  tx: StoreTransaction,
  { payload, occurredAt }: EventOf<'OrdersAudited'>,
  effects: Effects,
): Promise<void> {
  const wrong = await compareHoldings(tx.bookRows, payload.orders, occurredAt);
  if (wrong.length === 0) return;
  mismatches.inc(wrong.length);
  const says = 'The ledger has moved for each order what the orders service says it holds.';
  await stateDisagreement(tx, effects, [{ name: 'order-holdings', says, breaches: wrong.length }]);
}

async function stateDisagreement(
  tx: StoreTransaction,
  effects: Effects,
  checks: Disagreement[],
): Promise<void> {
  const checkedAt = effects.now().toISOString();
  await tx.append([createEvent('BooksDisagree', service, { service, checks, checkedAt }, effects)]);
}
