/**
 * What a service's worker is made of: binds the events routed to a subscriber to their handlers, and
 * does for each delivery what must not be forgotten: parse, continue the trace, claim the inbox.
 */
import {
  type EventName,
  eventNames,
  type EventOf,
  parseEvent,
  type Subscriber,
  subscribersOf,
} from '@tributary/contracts';
import { type Logger, runWithTraceparent } from '@tributary/service';
import type { Broker } from './broker.js';
import type { Delivery, EventEnvelope } from './event-envelope.js';
import { PermanentError } from './errors.js';
import { countHandled } from './event-metrics.js';
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
  /** Events at the same time in this process. Default 4: each may hold a database connection. */
  concurrency?: number;
  attempts?: number;
  attemptTimeoutMs?: number;
  /** Called after each attempt. It is counted for /metrics in any case. */
  onHandled?: (handled: HandledEvent) => void;
}

type AnyHandler = (...args: never[]) => Promise<unknown>;

/**
 * Starts handling a subscriber's events.
 * @throws Error when an event is routed to the subscriber and has no handler, has two, or the other
 * way round: found at start, not by the first event that falls through.
 */
export function consumeEvents<Tx extends SqlTransaction>(options: ConsumeEventsOptions<Tx>): void {
  requireHandlers(options);
  const { broker, subscriber, logger, attempts, attemptTimeoutMs, concurrency = 4 } = options;

  async function attempt(envelope: EventEnvelope, delivery: Delivery): Promise<void> {
    const startedAt = Date.now();
    let outcome: HandledEvent['outcome'] = 'failed';
    try {
      outcome = await apply(options, readEvent(envelope), delivery);
    } catch (error) {
      const level = delivery.isLastAttempt || error instanceof PermanentError ? 'error' : 'warn';
      logger[level]({ err: error, ...describe(envelope, delivery) }, 'Event failed');
      throw error;
    } finally {
      const durationMs = Date.now() - startedAt;
      const ageMs = Date.now() - Date.parse(envelope.occurredAt);
      const name = envelope.name as EventName;
      const handled = { subscriber, name, outcome, durationMs, ageMs };
      countHandled(handled);
      options.onHandled?.(handled);
      logger.debug({ ...describe(envelope, delivery), outcome, durationMs }, 'Event handled');
    }
  }

  broker.consume(
    subscriber,
    (envelope, delivery) =>
      runWithTraceparent(envelope.traceparent, `${subscriber} ${envelope.name}`, () =>
        attempt(envelope, delivery),
      ),
    { concurrency, attempts, attemptTimeoutMs },
  );
}

async function apply<Tx extends SqlTransaction>(
  { handlers, outsideHandlers, transaction, subscriber }: ConsumeEventsOptions<Tx>,
  event: EventOf,
  delivery: Delivery,
): Promise<'applied' | 'duplicate'> {
  const outside = outsideHandlers?.[event.name] as AnyHandler | undefined;
  if (outside) {
    await outside(...([event, delivery] as never[]));
    return 'applied';
  }
  const inside = handlers?.[event.name] as AnyHandler | undefined;
  // Not permanent: an older release of the worker can meet an event that only a newer one knows.
  if (!inside) throw new Error(`"${subscriber}" has no handler for "${event.name}".`);
  let claimed = false;
  await transaction(async (tx) => {
    claimed = await claimInbox(tx, subscriber, event.id);
    if (claimed) await inside(...([tx, event, delivery] as never[]));
  });
  return claimed ? 'applied' : 'duplicate';
}

/** @throws PermanentError when the payload does not fit the catalogue: no attempt will change that. */
function readEvent(envelope: EventEnvelope): EventOf {
  const { id, version, key, occurredAt } = envelope;
  const name = envelope.name as EventName;
  if (!eventNames.includes(name)) throw new Error(`The catalogue has no event "${name}".`);
  try {
    const payload = parseEvent(name, envelope.payload);
    return { id, name, version, key, payload, occurredAt: new Date(occurredAt) };
  } catch (error) {
    throw new PermanentError(`The payload of "${name}" does not fit: ${(error as Error).message}`, {
      cause: error,
    });
  }
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

function describe({ id, name, key }: EventEnvelope, { attempt }: Delivery) {
  return { eventId: id, event: name, key, attempt };
}
