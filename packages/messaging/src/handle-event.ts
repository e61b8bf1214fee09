/** From an event in a queue to the handler that is called with it. */
import { type EventName, eventNames, type EventOf, parseEvent } from '@tributary/contracts';
import type { ConsumeEventsOptions } from './consume-events.js';
import { PermanentError } from './errors.js';
import type { EventEnvelope } from './event-envelope.js';
import type { SqlTransaction } from './sql-transaction.js';

/** A handler of whichever event; the catalogue's types end where its name comes from a queue. */
export type AnyHandler = (...args: unknown[]) => Promise<unknown>;

const known = new Set<string>(eventNames);

/** @throws PermanentError when the payload does not fit the catalogue: no attempt will change that. */
export function readEvent(envelope: EventEnvelope): EventOf {
  const { id, version, key, occurredAt } = envelope;
  const name = envelope.name as EventName;
  if (!known.has(name)) throw new Error(`The catalogue has no event "${name}".`);
  try {
    const payload = parseEvent(name, envelope.payload);
    return { id, name, version, key, payload, occurredAt: new Date(occurredAt) };
  } catch (error) {
    throw new PermanentError(`The payload of "${name}" does not fit: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** @throws Error when there is none. Not permanent: an older release can meet what only a newer one knows. */
export function insideHandler<Tx extends SqlTransaction>(
  { handlers, subscriber }: ConsumeEventsOptions<Tx>,
  name: EventName,
): AnyHandler {
  const handler = handlers?.[name] as AnyHandler | undefined;
  if (!handler) throw new Error(`"${subscriber}" has no handler for "${name}".`);
  return handler;
}
