/** Users announces what is true of its accounts again: once each, closed ones as erased, and never something old. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import pg from 'pg';
import { openUsersRebuild } from '../src/rebuild.js';
import { demoUsers, seedUsers } from '../src/seed.js';
import { createStore, type Store } from '../src/store.js';

let database: TestDatabase;
let store: Store;
let sql: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase('users');
  store = createStore(database.url, 5);
  sql = new pg.Pool({ connectionString: database.url, max: 1 });
  sql.on('error', () => undefined);
  await seedUsers(database.url);
  await sql.query(
    `INSERT INTO users (id, email, name, password_hash, created_at)
     SELECT gen_random_uuid(), n || '@example.com', 'User ' || n, 'x', now() FROM generate_series(1, 447) n`,
  );
});
afterAll(async () => {
  await store.close();
  await sql.end();
  await database.drop();
});

async function announce() {
  const rebuild = openUsersRebuild(database.url);
  const batches: number[] = [];
  const ids: string[] = [];
  for await (const { seen, eventIds } of rebuild.announceAccounts()) {
    batches.push(seen);
    ids.push(...eventIds);
  }
  const total = await rebuild.countAccounts();
  await rebuild.close();
  const { rows } = await sql.query(
    'SELECT name, key, payload, occurred_at AS at FROM outbox WHERE id = ANY($1) ORDER BY id',
    [ids],
  );
  return { batches, total, rows };
}

describe('announcing all accounts', () => {
  it('tells each once, in bounded batches, and the closed as erased', async () => {
    const { id: closedId } = demoUsers.staff;
    await store.transaction((tx) => tx.eraseAccount(closedId, new Date()));
    const { batches, total, rows } = await announce();
    expect(batches).toEqual([200, 200, 50]);
    expect([total, rows.length, new Set(rows.map(({ key }) => key)).size]).toEqual([450, 450, 450]);
    const { id, email, name } = demoUsers.ada;
    expect(rows.find(({ key }) => key === id)).toMatchObject({
      name: 'UserProfileChanged',
      payload: { userId: id, email, name },
    });
    expect(rows.filter((row) => row.name === 'UserErased')).toMatchObject([
      { key: closedId, payload: { userId: closedId } },
    ]);
  });

  it('is never older than a change that is under way, and never newer than the next', async () => {
    const { id } = demoUsers.ada;
    const changes: Date[] = [];
    let announced: ReturnType<typeof announce> | undefined;
    await store.transaction(async (tx) => {
      await tx.lockAccount(id);
      announced = announce();
      await tx.updateAccount(id, { name: 'Ada King' });
      await expect.poll(() => waitingLocks()).toBe(1);
      changes.push(await clock());
    });
    const row = (await announced!).rows.find(({ key }) => key === id)!;
    changes.push(await clock());
    expect(row.payload.name).toBe('Ada King');
    expect(row.at.getTime()).toBeGreaterThanOrEqual(changes[0]!.getTime());
    expect(row.at.getTime()).toBeLessThanOrEqual(changes[1]!.getTime());
  });

  it('is emptied of the person when the account is closed before it was sent', async () => {
    await announce();
    const { id } = demoUsers.admin;
    await store.transaction((tx) => tx.eraseAccount(id, new Date()));
    const { rows } = await sql.query('SELECT payload FROM outbox WHERE key = $1', [id]);
    expect(rows.length).toBeGreaterThan(1);
    for (const { payload } of rows) expect(payload).toMatchObject({ email: '', name: '' });
  });

  it('tells of a guest only what the guest said', async () => {
    const [silent, told] = [createId(), createId()];
    await store.transaction(async (tx) => {
      for (const id of [silent, told]) await tx.insertGuest(id, 'Guest', new Date());
      await tx.setContact(told, { email: 'guest@example.com', name: 'Grace' });
    });
    const { rows } = await announce();
    expect(rows.filter(({ key }) => key === silent)).toEqual([]);
    expect(rows.filter(({ key }) => key === told)).toMatchObject([
      {
        name: 'UserProfileChanged',
        payload: { userId: told, email: 'guest@example.com', name: 'Grace' },
      },
    ]);
  });

  it('has nothing to say of an empty database', async () => {
    const empty = await createTestDatabase('users');
    const rebuild = openUsersRebuild(empty.url);
    expect(await rebuild.announceAccounts().next()).toEqual({ value: undefined, done: true });
    await rebuild.close();
    await empty.drop();
  });
});

const clock = async () => (await sql.query('SELECT clock_timestamp() AS at')).rows[0].at as Date;
const waitingLocks = async () =>
  (
    await sql.query(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
  ).rows[0].count as number;
