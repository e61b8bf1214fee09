/** One batch of the relay: claim rows, publish them, mark them, in one transaction. */
import type pg from 'pg';
import type { Broker } from './broker.js';
import type { EventEnvelope } from './event-envelope.js';

interface OutboxRow extends Omit<EventEnvelope, 'occurredAt'> {
  occurred_at: Date;
}

export interface BatchTarget {
  broker: Pick<Broker, 'publish'>;
  subscribersOf: (name: string) => readonly string[];
}

/** Marked before they are published, but nobody sees the marks before the transaction commits. */
const claimBatch = `
  WITH claimed AS (
    UPDATE outbox SET published_at = clock_timestamp()
    WHERE id IN (
      SELECT id FROM outbox WHERE published_at IS NULL
      ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, name, version, key, payload, traceparent, occurred_at
  )
  SELECT * FROM claimed ORDER BY id`;

/**
 * Publishes up to `batchSize` unpublished events that no other relay holds, and answers how many.
 * @throws BrokerUnavailableError with the rows left unpublished; any database error.
 */
export async function publishBatch(
  client: pg.Client,
  { broker, subscribersOf }: BatchTarget,
  batchSize: number,
): Promise<number> {
  await client.query('BEGIN');
  try {
    const { rows } = await client.query<OutboxRow>({
      name: 'claim-batch',
      text: claimBatch,
      values: [batchSize],
    });
    const messages = rows.flatMap((row) => {
      const event = toEnvelope(row);
      return subscribersOf(row.name).map((subscriber) => ({ subscriber, event }));
    });
    if (messages.length > 0) await broker.publish(messages);
    await client.query('COMMIT');
    return rows.length;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** True while any event is unpublished, also one that another relay is publishing. */
export async function hasUnpublished(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>(
    'SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL) AS found',
  );
  return rows[0]!.found;
}

function toEnvelope({ occurred_at, ...row }: OutboxRow): EventEnvelope {
  return { ...row, occurredAt: occurred_at.toISOString() };
}
