// Each service brings outbox and inbox through its own migration: they must be what messaging needs,
// with the rights of the role that the service runs as.
import { createTestDatabase } from '@tributary/embedded/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { claimInbox } from '../src/inbox.js';
import { appendEvents } from '../src/outbox.js';
import { deleteExpired } from '../src/outbox-retention.js';
import { startRelay } from '../src/relay.js';
import {
  buildEvent,
  createServiceDatabase,
  inTransaction,
  type ServiceDatabase,
} from './service-database.js';
import { logger } from './test-brokers.js';

describe.each(['users', 'orders', 'inventory'] as const)('the database of %s', (service) => {
  let reference: ServiceDatabase;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let pool: pg.Pool;

  beforeAll(async () => {
    reference = await createServiceDatabase();
    database = await createTestDatabase(service);
    pool = new pg.Pool({ connectionString: database.url, max: 1 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
    await reference.drop();
  });

  it('has the outbox and inbox of sql/outbox.sql', async () => {
    expect(await describeTables(pool)).toEqual(await describeTables(reference.pool));
  });

  it("lets the service's role append, relay, claim and clean", async () => {
    const publish = vi.fn<Broker['publish']>().mockResolvedValue();
    const relay = startRelay({
      databaseUrl: database.url,
      broker: { publish },
      subscribersOf: () => ['users'],
      logger,
      pollMs: 60_000,
    });
    await relay.drained();
    const event = buildEvent();
    await inTransaction(pool, async (tx) => {
      await appendEvents(tx, [event]);
      expect(await claimInbox(tx, 'users', event.id)).toBe(true);
      expect(await claimInbox(tx, 'users', event.id)).toBe(false);
    });
    await vi.waitFor(() => expect(publish).toHaveBeenCalledTimes(1));
    expect(publish.mock.calls[0]![0][0]!.event).toMatchObject({ id: event.id, key: event.key });
    await relay.stop();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const later = new Date(Date.now() + 40 * 86_400_000);
    expect(await deleteExpired(client, () => false, later)).toEqual({ outbox: 1, inbox: 1 });
    await client.end();
  });
});

/** Columns, indexes and triggers of the two tables, without what differs by owner. */
async function describeTables(pool: pg.Pool): Promise<unknown> {
  const columns = await pool.query(
    `SELECT table_name, column_name, data_type, is_nullable, datetime_precision
     FROM information_schema.columns WHERE table_name IN ('outbox', 'inbox')
     ORDER BY table_name, column_name`,
  );
  const indexes = await pool.query(
    `SELECT indexdef FROM pg_indexes WHERE tablename IN ('outbox', 'inbox') ORDER BY indexname`,
  );
  const triggers = await pool.query(
    `SELECT pg_get_triggerdef(t.oid) AS definition, pg_get_functiondef(t.tgfoid) AS body
     FROM pg_trigger t WHERE tgrelid IN ('outbox'::regclass, 'inbox'::regclass) AND NOT tgisinternal`,
  );
  return { columns: columns.rows, indexes: indexes.rows, triggers: triggers.rows };
}
