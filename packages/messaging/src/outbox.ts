import { currentTraceparent } from '@tributary/service';
import type { DomainEvent } from './event-envelope.js';
import type { SqlTransaction } from './sql-transaction.js';

/**
 * Writes events into the outbox of the transaction that caused them: they commit with it or not at
 * all. One statement for any number of events, which all carry the trace that is active now.
 */
export async function appendEvents(
  tx: SqlTransaction,
  events: readonly DomainEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const traceparent = currentTraceparent() ?? null;
  const rows = JSON.stringify(
    events.map((event) => ({
      id: event.id,
      name: event.name,
      version: event.version ?? 1,
      key: event.key,
      payload: event.payload,
      occurred_at: event.occurredAt.toISOString(),
    })),
  );
  await tx.$executeRaw`
    INSERT INTO outbox (id, name, version, key, payload, traceparent, occurred_at)
    SELECT id, name, version, key, payload, ${traceparent}::text, occurred_at
    FROM jsonb_to_recordset(${rows}::text::jsonb)
      AS row (id uuid, name text, version int, key text, payload jsonb, occurred_at timestamptz)`;
}
