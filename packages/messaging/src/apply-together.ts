/**
 * The transaction that applies a batch: locks, inbox rows and effects of all its events commit together
 * or not at all. Events are taken in the order of their keys, so that two batches lock in one order.
 */
import type { EventOf } from '@tributary/contracts';
import { runWithTraceparent } from '@tributary/service';
import type { ConsumeEventsOptions, HandledEvent } from './consume-events.js';
import type { Leftover } from './delivery-jobs.js';
import { reportFailure, reportHandled } from './event-reports.js';
import type { EventEnvelope } from './event-envelope.js';
import { insideHandler, readEvent, type AnyHandler } from './handle-event.js';
import { claimAllInbox, claimInbox } from './inbox.js';
import type { SqlTransaction } from './sql-transaction.js';

interface Entry {
  envelope: EventEnvelope;
  event: EventOf;
  handler: AnyHandler;
  outcome: HandledEvent['outcome'];
  durationMs: number;
}

/** Some of the events were claimed before: they are to be claimed one by one. */
class ClaimedBefore extends Error {}

/**
 * Applies the events that nobody applied before, and answers those that it cannot read.
 * @throws what a handler throws; then none of them is applied
 */
export async function applyTogether<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  envelopes: readonly EventEnvelope[],
  signal: () => AbortSignal,
): Promise<Leftover[]> {
  const { entries, unreadable } = readEntries(options, envelopes);
  if (entries.length > 0) {
    try {
      await runAll(options, entries, signal, 'together');
    } catch (error) {
      if (!(error instanceof ClaimedBefore)) throw error;
      await runAll(options, entries, signal, 'one by one');
    }
    for (const entry of entries) reportHandled(options, entry.envelope, entry);
  }
  return unreadable;
}

/** What cannot be read would never let the others through; by itself it says why. */
function readEntries<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  envelopes: readonly EventEnvelope[],
) {
  const entries: Entry[] = [];
  const unreadable: Leftover[] = [];
  for (const envelope of envelopes) {
    try {
      const event = readEvent(envelope);
      const handler = insideHandler(options, event.name);
      entries.push({ envelope, event, handler, outcome: 'failed', durationMs: 0 });
    } catch {
      unreadable.push({ event: envelope, isLater: false });
    }
  }
  entries.sort((a, b) => compare(a.event.key, b.event.key) || compare(a.event.id, b.event.id));
  return { entries, unreadable };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

function runAll<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  entries: Entry[],
  signal: () => AbortSignal,
  claiming: 'together' | 'one by one',
): Promise<void> {
  const { transaction, subscriber, batchLocks } = options;
  const events = entries.map(({ event }) => event);
  const ids = events.map(({ id }) => id);
  return transaction(async (tx) => {
    if (claiming === 'together' && !(await claimAllInbox(tx, subscriber, ids)))
      throw new ClaimedBefore();
    if (typeof batchLocks === 'function') await batchLocks(tx, events);
    for (const entry of entries) {
      // Their time is up: each has its own when it goes on alone.
      signal().throwIfAborted();
      const isNew = claiming === 'together' || (await claimInbox(tx, subscriber, entry.event.id));
      if (isNew) await runOne(options, tx, entry, signal);
      entry.outcome = isNew ? 'applied' : 'duplicate';
    }
  });
}

async function runOne<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  tx: Tx,
  entry: Entry,
  signal: () => AbortSignal,
): Promise<void> {
  const startedAt = Date.now();
  const { envelope, event, handler } = entry;
  const delivery = {
    attempt: 1,
    isLastAttempt: false,
    get signal() {
      return signal();
    },
  };
  try {
    const span = `${options.subscriber} ${event.name}`;
    await runWithTraceparent(envelope.traceparent, span, () => handler(tx, event, delivery));
  } catch (error) {
    reportFailure(options, envelope, delivery, error);
    reportHandled(options, envelope, { outcome: 'failed', durationMs: Date.now() - startedAt });
    throw error;
  }
  entry.durationMs = Date.now() - startedAt;
}
