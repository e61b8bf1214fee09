// What is forgotten and, above all, what is not.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteExpired } from '../src/outbox-retention.js';
import { createServiceDatabase, type ServiceDatabase } from './service-database.js';

const dayMs = 86_400_000;
const now = new Date('2026-06-15T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);

describe('retention', () => {
  let database: ServiceDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createServiceDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  beforeEach(() => client.query('TRUNCATE outbox, inbox'));
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('deletes events a week after publishing, never unpublished ones', async () => {
    await insertEvents(1, 8, 8);
    await insertEvents(1, 30, null);
    await insertEvents(1, 8, 1);
    await insertEvents(1, 6, 6);
    expect(await deleteExpired(client, () => false, now)).toEqual({ outbox: 1, inbox: 0 });
    expect(await database.count('SELECT count(*) FROM outbox')).toBe(3);
  });

  it('keeps inbox rows longer than any dead letter can be replayed', async () => {
    for (const subscriber of ['orders', 'orders-payment', 'users']) {
      await insertProcessed(subscriber, 31, 31);
      await insertProcessed(subscriber, 29, 29);
      // An old event that was applied late: its dead letter may be as young.
      await insertProcessed(subscriber, 60, 1);
    }
    expect(await deleteExpired(client, () => false, now)).toEqual({ outbox: 0, inbox: 3 });
    expect(await database.count('SELECT count(*) FROM inbox')).toBe(6);
  });

  it('deletes more than a batch holds, and stops between batches when told to', async () => {
    await insertEvents(2_500, 8, 8);
    let looks = 0;
    expect(await deleteExpired(client, () => looks++ > 0, now)).toMatchObject({ outbox: 1_000 });
    expect(await deleteExpired(client, () => false, now)).toMatchObject({ outbox: 1_500 });
  });

  it('leaves the work to the relay that is at it', async () => {
    await insertEvents(1, 8, 8);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query('SELECT pg_advisory_lock($1)', [0x6f757462]);
    expect(await deleteExpired(client, () => false, now)).toEqual({ outbox: 0, inbox: 0 });
    await other.end();
  });

  it('finds expired rows by primary key', async () => {
    await insertEvents(5_000, 1, 1);
    await client.query('ANALYZE outbox');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT id FROM outbox WHERE id < $1 AND published_at < $2 ORDER BY id LIMIT 1000`,
      [idAt(daysAgo(7)), daysAgo(7)],
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('outbox_pkey');
  });

  async function insertEvents(count: number, ageDays: number, publishedDaysAgo: number | null) {
    const at = daysAgo(ageDays);
    const published = publishedDaysAgo === null ? null : daysAgo(publishedDaysAgo);
    await client.query(
      `INSERT INTO outbox (id, name, key, payload, occurred_at, published_at)
       SELECT id, 'OrderDelivered', 'k', '{}', $2, $3 FROM unnest($1::uuid[]) AS id`,
      [Array.from({ length: count }, () => idAt(at)), at, published],
    );
  }
  const insertProcessed = (subscriber: string, eventDaysAgo: number, processedDaysAgo: number) =>
    client.query('INSERT INTO inbox VALUES ($1, $2, $3)', [
      subscriber,
      idAt(daysAgo(eventDaysAgo)),
      daysAgo(processedDaysAgo),
    ]);
});

/** A UUIDv7 made at `time`. */
function idAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}
