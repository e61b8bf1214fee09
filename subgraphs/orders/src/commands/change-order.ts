/** The one way an order changes: decide on the locked order, then save it with its timeline and events. */
import { appendEvents } from '@tributary/messaging';
import { CodedError } from '@tributary/service';
import type {
  Change,
  Decision,
  NewEvent,
  OrderCommand,
  OrderState,
  Refusal,
} from '../domain/order.js';
import { applyChanges } from '../domain/apply-changes.js';
import { decide } from '../domain/order-decisions.js';
import type { KnownOrder, StampedChange, Store, Transaction } from '../store.js';
import type { CommandKey } from './command-key.js';
import type { EventEnvironment } from './environment.js';

type Stamps = Pick<EventEnvironment, 'now' | 'createId'>;

/**
 * Decides `command` on an order that `tx` has locked and writes what comes of it.
 * Answers the decision and the order as it is then.
 */
export async function changeOrder(
  tx: Transaction,
  stamps: Stamps,
  order: OrderState,
  command: OrderCommand,
): Promise<{ decision: Decision; order: OrderState }> {
  const decision = decide(order, command);
  if (decision.outcome !== 'CHANGED') return { decision, order };
  const change = stamped(stamps, decision);
  tx.send(tx.saveOrder(order, change), append(tx, stamps, decision.events, change.at));
  return { decision, order: applyChanges(order, decision.changes) };
}

/**
 * Decides `command` on an order that nobody has locked, and writes it in one statement, which does nothing
 * when the order has changed since it was read. Answers the order as it is then; null when nothing was
 * written, or when there is more to it than the order's own state: to be decided under the lock.
 */
export async function changeUnlocked(
  store: Pick<Store, 'saveUnchanged'>,
  stamps: Stamps,
  { order, version }: KnownOrder,
  command: OrderCommand,
): Promise<KnownOrder | null> {
  const decision = decide(order, command);
  if (decision.outcome !== 'CHANGED' || decision.events.length > 0) return null;
  const saved = await store.saveUnchanged({ order, version }, stamped(stamps, decision));
  return saved ? { order: applyChanges(order, decision.changes), version: version + 1 } : null;
}

function stamped({ now, createId }: Stamps, { changes, timeline }: Change): StampedChange {
  const at = now();
  return { at, changes, timeline: timeline.map((note) => ({ id: createId(), at, ...note })) };
}

/** Writes events into the outbox of the transaction. */
export async function append(
  tx: Transaction,
  { createId }: Pick<Stamps, 'createId'>,
  events: readonly NewEvent[],
  occurredAt: Date,
): Promise<void> {
  await appendEvents(
    tx,
    events.map((event) => ({ ...event, id: createId(), occurredAt })),
  );
}

/** What a caller's command came to; a repetition of one that is done already counts as done. */
export type OrderOutcome =
  { outcome: 'DONE'; orderId: string } | { outcome: 'REFUSED'; refusal: Refusal };

/**
 * Loads the order, decides, saves, in one transaction. With a key, which is looked up under the order's
 * lock, a repetition is done already; a refusal is not kept.
 * @throws CodedError NOT_FOUND when there is no such order or part of it, or `mayChange` says the caller
 * has no part in it; IDEMPOTENCY_KEY_REUSED when the key stood for another request.
 */
export async function commandOrder(
  env: EventEnvironment,
  orderId: string,
  mayChange: (order: OrderState) => boolean,
  command: OrderCommand,
  key: CommandKey | null = null,
): Promise<OrderOutcome> {
  return env.store.transaction(async (tx) => {
    const order = await tx.lockOrder(orderId);
    if (!order || !mayChange(order)) throw new CodedError('NOT_FOUND');
    if (key && (await isRepeated(tx, orderId, key))) return { outcome: 'DONE', orderId };
    const { decision } = await changeOrder(tx, env, order, command);
    if (decision.outcome === 'REFUSED') return toRefused(decision.refusal);
    if (key) tx.send(tx.saveCommandKey({ orderId, ...named(key) }, key.requestHash, env.now()));
    return { outcome: 'DONE', orderId };
  });
}

const named = ({ command, key }: CommandKey) => ({ command, key });

async function isRepeated(tx: Transaction, orderId: string, key: CommandKey): Promise<boolean> {
  const earlier = await tx.commandHash({ orderId, ...named(key) });
  if (earlier !== null && earlier !== key.requestHash)
    throw new CodedError('IDEMPOTENCY_KEY_REUSED');
  return earlier !== null;
}

function toRefused(refusal: Refusal): OrderOutcome {
  if (refusal.kind === 'UNKNOWN_PART') throw new CodedError('NOT_FOUND');
  return { outcome: 'REFUSED', refusal };
}
