/**
 * What a service's worker is made of: binds the events routed to a subscriber to their handlers, and
 * does for each delivery what must not be forgotten: parse, continue the trace, claim the inbox.
 */
import {
  type EventName,
  eventNames,
  type EventOf,
  type Subscriber,
  subscribersOf,
} from '@tributary/contracts';
import { type Logger, runWithTraceparent } from '@tributary/service';
import type { Broker } from './broker.js';
import type { Delivery, EventEnvelope } from './event-envelope.js';
import { createBatchHandler } from './handle-batch.js';
import { type AnyHandler, insideHandler, readEvent } from './handle-event.js';
import { reportFailure, reportHandled } from './event-reports.js';
import { claimInbox } from './inbox.js';
import type { SqlTransaction } from './sql-transaction.js';

/** Applies an event in the transaction that holds its inbox row. Not called for an event applied before. */
export type TransactionalHandlers<Tx> = {
  [N in EventName]?: (tx: Tx, event: EventOf<N>, delivery: Delivery) => Promise<unknown>;
};

/**
 * Calls the outside world first, so there is no transaction yet. May be called again for an event
 * that was applied: it must claim the inbox itself, in the transaction that records the outcome.
 */
export type OutsideHandlers = {
  [N in EventName]?: (event: EventOf<N>, delivery: Delivery) => Promise<unknown>;
};

export interface HandledEvent {
  subscriber: Subscriber;
  name: EventName;
  outcome: 'applied' | 'duplicate' | 'failed';
  durationMs: number;
  /** From the moment the event occurred to the end of this attempt. */
  ageMs: number;
}

export interface ConsumeEventsOptions<Tx extends SqlTransaction> {
  broker: Pick<Broker, 'consume'>;
  subscriber: Subscriber;
  logger: Logger;
  /** Runs `work` in one database transaction and commits when it resolves. */
  transaction: (work: (tx: Tx) => Promise<void>) => Promise<void>;
  handlers?: TransactionalHandlers<Tx>;
  outsideHandlers?: OutsideHandlers;
  /**
   * Whether the transactions of several batches may run at the same time in this process. A batch locks
   * what its handlers lock until its end, so two that lock the same rows in a different order stop each
   * other. Events are applied in the order of their keys: `'by key'` says that handlers lock nothing that
   * others lock too but what the event's key names. A function locks, in one order and before the first
   * handler, all that the handlers of these events will lock. Default: one batch at a time.
   */
  batchLocks?: 'by key' | ((tx: Tx, events: readonly EventOf[]) => Promise<unknown>);
  /** Jobs at the same time in this process. Default 4: each may hold a database connection. */
  concurrency?: number;
  attempts?: number;
  attemptTimeoutMs?: number;
  /** Called after each attempt. It is counted for /metrics in any case. */
  onHandled?: (handled: HandledEvent) => void;
}

/**
 * Starts handling a subscriber's events.
 * @throws Error when an event is routed to the subscriber and has no handler, has two, or the other
 * way round: found at start, not by the first event that falls through.
 */
export function consumeEvents<Tx extends SqlTransaction>(options: ConsumeEventsOptions<Tx>): void {
  requireHandlers(options);
  const { broker, subscriber, attempts, attemptTimeoutMs, concurrency = 4 } = options;
  const handle = (envelope: EventEnvelope, delivery: Delivery) =>
    runWithTraceparent(envelope.traceparent, `${subscriber} ${envelope.name}`, () =>
      attemptAlone(options, envelope, delivery),
    );
  const handleBatch = createBatchHandler(options, handle);
  broker.consume(subscriber, handle, { concurrency, attempts, attemptTimeoutMs, handleBatch });
}

async function attemptAlone<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  envelope: EventEnvelope,
  delivery: Delivery,
): Promise<void> {
  const startedAt = Date.now();
  let outcome: HandledEvent['outcome'] = 'failed';
  try {
    outcome = await apply(options, readEvent(envelope), delivery);
  } catch (error) {
    reportFailure(options, envelope, delivery, error);
    throw error;
  } finally {
    reportHandled(options, envelope, { outcome, durationMs: Date.now() - startedAt });
  }
}

async function apply<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  event: EventOf,
  delivery: Delivery,
): Promise<'applied' | 'duplicate'> {
  const { outsideHandlers, transaction, subscriber } = options;
  const outside = outsideHandlers?.[event.name] as AnyHandler | undefined;
  if (outside) {
    await outside(event, delivery);
    return 'applied';
  }
  const inside = insideHandler(options, event.name);
  let claimed = false;
  await transaction(async (tx) => {
    claimed = await claimInbox(tx, subscriber, event.id);
    if (claimed) await inside(tx, event, delivery);
  });
  return claimed ? 'applied' : 'duplicate';
}

function requireHandlers<Tx extends SqlTransaction>(options: ConsumeEventsOptions<Tx>): void {
  const { subscriber, handlers = {}, outsideHandlers = {} } = options;
  const faults = eventNames.flatMap((name) => {
    const routed = subscribersOf(name).includes(subscriber);
    const count = Number(name in handlers) + Number(name in outsideHandlers);
    if (routed && count === 0) return [`"${name}" is routed to it and has no handler`];
    if (!routed && count > 0) return [`"${name}" has a handler and is not routed to it`];
    return count > 1 ? [`"${name}" has two handlers`] : [];
  });
  if (faults.length > 0) throw new Error(`Subscriber "${subscriber}": ${faults.join('; ')}.`);
}
