/**
 * Forgets what outbox and inbox no longer need, a batch at a time, so that no delete holds many locks
 * or runs long. It finds old rows by the time inside their UUIDv7 ids and therefore by primary key:
 * neither table carries an index for it. Runs in the relay, with or without a broker; one relay at a
 * time, the others skip their turn.
 */
import type pg from 'pg';
import { inboxKeptMs, publishedEventsKeptMs } from './lifetimes.js';

const batchSize = 1_000;
/** Any number that nothing else in the database locks on; it spells "outb". */
const lockKey = 0x6f757462;

const deletePublished = `
  DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE id < $1 AND published_at < $2 ORDER BY id LIMIT $3
  )`;

/** The recursion hops from subscriber to subscriber along the primary key. */
const listSubscribers = `
  WITH RECURSIVE known AS (
    (SELECT subscriber FROM inbox ORDER BY subscriber LIMIT 1)
    UNION ALL
    SELECT (SELECT subscriber FROM inbox WHERE subscriber > known.subscriber ORDER BY subscriber LIMIT 1)
    FROM known WHERE known.subscriber IS NOT NULL
  )
  SELECT subscriber FROM known WHERE subscriber IS NOT NULL`;

const deleteProcessed = `
  DELETE FROM inbox WHERE subscriber = $4 AND event_id IN (
    SELECT event_id FROM inbox WHERE subscriber = $4 AND event_id < $1 AND processed_at < $2
    ORDER BY event_id LIMIT $3
  )`;

/** Deletes expired rows of both tables until none is left or `stopped` says so; answers how many. */
export async function deleteExpired(
  client: pg.Client,
  stopped: () => boolean,
  now = new Date(),
): Promise<{ outbox: number; inbox: number }> {
  const deleted = { outbox: 0, inbox: 0 };
  const { rows } = await client.query<{ locked: boolean }>(
    'SELECT pg_try_advisory_lock($1) AS locked',
    [lockKey],
  );
  if (!rows[0]!.locked) return deleted;
  try {
    deleted.outbox = await deleteInBatches(client, deletePublished, publishedEventsKeptMs);
    const subscribers = await client.query<{ subscriber: string }>(listSubscribers);
    for (const { subscriber } of subscribers.rows)
      deleted.inbox += await deleteInBatches(client, deleteProcessed, inboxKeptMs, subscriber);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
  }
  return deleted;

  async function deleteInBatches(db: pg.Client, sql: string, keptMs: number, ...more: string[]) {
    const before = new Date(now.getTime() - keptMs);
    let total = 0;
    for (let count = batchSize; count === batchSize && !stopped(); total += count)
      count = (await db.query(sql, [firstIdAt(before), before, batchSize, ...more])).rowCount ?? 0;
    return total;
  }
}

/** The smallest UUIDv7 that could have been made at `time`. */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
