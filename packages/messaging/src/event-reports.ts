/** What the world outside learns of each attempt: logs, metrics, and the consumer's own hook. */
import type { EventName } from '@tributary/contracts';
import type { ConsumeEventsOptions, HandledEvent } from './consume-events.js';
import { PermanentError } from './errors.js';
import type { Delivery, EventEnvelope } from './event-envelope.js';
import { countHandled } from './event-metrics.js';

type Reporting = Pick<ConsumeEventsOptions<never>, 'subscriber' | 'logger' | 'onHandled'>;

/** An error once nothing more is tried, a warning before. */
export function reportFailure(
  { logger }: Reporting,
  { id, name, key }: EventEnvelope,
  { attempt, isLastAttempt }: Pick<Delivery, 'attempt' | 'isLastAttempt'>,
  error: unknown,
): void {
  const level = isLastAttempt || error instanceof PermanentError ? 'error' : 'warn';
  logger[level]({ err: error, eventId: id, event: name, key, attempt }, 'Event failed');
}

/** Counts one attempt. */
export function reportHandled(
  { subscriber, logger, onHandled }: Reporting,
  envelope: EventEnvelope,
  { outcome, durationMs }: Pick<HandledEvent, 'outcome' | 'durationMs'>,
): void {
  const ageMs = Date.now() - Date.parse(envelope.occurredAt);
  const { id, name, key } = envelope;
  const handled = { subscriber, name: name as EventName, outcome, durationMs, ageMs };
  countHandled(handled);
  onHandled?.(handled);
  if (logger.isLevelEnabled('debug'))
    logger.debug({ eventId: id, event: name, key, outcome, durationMs }, 'Event handled');
}
