/**
 * The way back when a broker lost what it held: published events become unpublished, and the relay sends
 * them again. Inboxes absorb those that had been applied, so more may be sent than was lost.
 */
import pg from 'pg';
import { publishedEventsKeptMs } from './lifetimes.js';

export interface RepublishOptions {
  /** A service's own database. */
  databaseUrl: string;
  /** Events published from this moment on. */
  since: Date;
  /** Up to this moment; default: now, so that what goes out again meanwhile does not go a third time. */
  until?: Date | undefined;
  /** Only events of this name. */
  name?: string | undefined;
  onProgress?: (examined: number, republished: number) => void;
}

/** The events in question may have been deleted already. */
export class RepublishTooFarBackError extends Error {
  override name = 'RepublishTooFarBackError';
  constructor() {
    const days = publishedEventsKeptMs / 86_400_000;
    super(`Published events are kept for ${days} days: what is older cannot be sent again.`);
  }
}

const batchSize = 1_000;
const nilId = '00000000-0000-0000-0000-000000000000';

/** One batch by id, whatever of it fits: no index on published_at is needed, and no lock is held long. */
const markBatch = `
  WITH batch AS (
    SELECT id, published_at, name FROM outbox WHERE id > $1 ORDER BY id LIMIT $2
  ), marked AS (
    UPDATE outbox SET published_at = NULL
    WHERE id IN (
      SELECT id FROM batch
      WHERE published_at >= $3 AND published_at <= $4 AND ($5::text IS NULL OR name = $5))
    RETURNING id
  )
  SELECT (SELECT count(*)::int FROM batch) AS examined, (SELECT count(*)::int FROM marked) AS marked,
    (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS "lastId"`;

/**
 * Marks the events, batch by batch, and answers how many.
 * @throws RepublishTooFarBackError when events of that time may be gone
 */
export async function republish(options: RepublishOptions): Promise<number> {
  const { databaseUrl, since, until, name = null, onProgress } = options;
  if (since.getTime() < Date.now() - publishedEventsKeptMs) throw new RepublishTooFarBackError();
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    options: '-c timezone=UTC',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows: clock } = await client.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const end = until ?? clock[0]!.now;
    let [examined, total, afterId] = [0, 0, nilId];
    for (;;) {
      const { rows } = await client.query<Batch>(markBatch, [afterId, batchSize, since, end, name]);
      const batch = rows[0]!;
      examined += batch.examined;
      total += batch.marked;
      onProgress?.(examined, total);
      if (batch.examined < batchSize || batch.lastId === null) return total;
      afterId = batch.lastId;
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

interface Batch {
  examined: number;
  marked: number;
  lastId: string | null;
}
