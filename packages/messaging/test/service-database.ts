/** A service's database as messaging sees it: outbox, inbox, and one table that handlers write to. */
import { readFileSync } from 'node:fs';
import { createJobsDatabase, testPostgres } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import pg from 'pg';
import { appendEvents } from '../src/outbox.js';
import type { DomainEvent, EventEnvelope } from '../src/event-envelope.js';
import type { SqlTransaction } from '../src/sql-transaction.js';

const ddl = readFileSync(new URL('../sql/outbox.sql', import.meta.url), 'utf8');

export type TestTransaction = SqlTransaction;

export interface ServiceDatabase {
  url: string;
  pool: pg.Pool;
  transaction<T>(work: (tx: TestTransaction) => Promise<T>): Promise<T>;
  /** Commits the events in one transaction of their own. */
  commit(...events: DomainEvent[]): Promise<void>;
  /** Ends the relay's connections as an administrator would; answers how many there were. */
  cutRelays(): Promise<number>;
  count(sql: string): Promise<number>;
  drop(): Promise<void>;
}

export async function createServiceDatabase(): Promise<ServiceDatabase> {
  const database = await createJobsDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: 5 });
  pool.on('error', () => undefined);
  await pool.query(ddl);
  await pool.query('CREATE TABLE effect (event_id uuid NOT NULL, at timestamptz DEFAULT now())');

  const transaction: ServiceDatabase['transaction'] = (work) => inTransaction(pool, work);

  return {
    url: database.url,
    pool,
    transaction,
    commit: (...events) => transaction((tx) => appendEvents(tx, events)),
    cutRelays: () => cutConnections(database.url, 'tributary-relay'),
    count: async (sql) => Number((await pool.query<{ count: string }>(sql)).rows[0]!.count),
    async drop() {
      await pool.end();
      await database.drop();
    },
  };
}

/** Terminates the sessions of one application in the database of `url`. */
export async function cutConnections(url: string, application: string): Promise<number> {
  const superuser = new pg.Client({ connectionString: testPostgres().superuserUrl });
  await superuser.connect();
  const { rowCount } = await superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = $1 AND application_name = $2`,
    [new URL(url).pathname.slice(1), application],
  );
  await superuser.end();
  return rowCount ?? 0;
}

/** Runs `work` in a transaction of `pool`; any error rolls it back and is thrown on. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (tx: TestTransaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(toTransaction(client));
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/** The part of a Prisma transaction that messaging uses, on a plain connection. */
function toTransaction(client: pg.PoolClient): TestTransaction {
  return {
    async $executeRaw(strings, ...values) {
      const sql = strings.reduce((text, part, index) => `${text}$${index}${part}`);
      return (await client.query(sql, values)).rowCount ?? 0;
    },
  };
}

/** A valid OrderDelivered: routed to `users` alone. */
export function buildEvent(change: Partial<DomainEvent> = {}): DomainEvent {
  const orderId = createId();
  return {
    id: createId(),
    name: 'OrderDelivered',
    key: orderId,
    payload: { orderId, orderNumber: 'T-1', buyerId: createId() },
    occurredAt: new Date(),
    ...change,
  };
}

/** The event as the relay would put it into a queue. */
export function toEnvelope({ version = 1, occurredAt, ...event }: DomainEvent): EventEnvelope {
  return { ...event, version, traceparent: null, occurredAt: occurredAt.toISOString() };
}
