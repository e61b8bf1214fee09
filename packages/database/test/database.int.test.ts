import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { type Database, openDatabase, type Sql } from '../src/index.js';

let testDatabase: TestDatabase;
let database: Database;
let other: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase('orders');
  const owner = openDatabase({ url: testDatabase.ownerUrl });
  await owner.$executeRaw`CREATE TABLE notes (id int PRIMARY KEY, text text NOT NULL)`;
  await owner.$executeRaw`GRANT ALL ON notes TO orders_app`;
  await owner.close();
  database = openDatabase({
    url: testDatabase.url,
    maxConnections: 2,
    transactionTimeoutMs: 1_000,
  });
  other = openDatabase({ url: testDatabase.url, maxConnections: 1 });
});
beforeEach(() => database.$executeRaw`DELETE FROM notes`);
afterAll(async () => {
  await database.close();
  await other.close();
  await testDatabase.drop();
});

const write = (sql: Sql, id: number, text: string | null = 'hello') =>
  sql.$executeRaw`INSERT INTO notes VALUES (${id}, ${text})`;
const ids = async (sql: Sql = other) =>
  (await sql.$queryRaw<{ id: number }[]>`SELECT id FROM notes ORDER BY id`).map(({ id }) => id);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a statement', () => {
  it('takes values as parameters and answers rows, or how many it touched', async () => {
    expect(await write(database, 1, `'; DROP TABLE notes; --`)).toBe(1);
    expect(await database.$executeRaw`DELETE FROM notes WHERE id = ANY (${[7, 8]})`).toBe(0);
    const rows = await database.$queryRaw`SELECT id, text FROM notes WHERE id = ${1}`;
    expect(rows).toEqual([{ id: 1, text: `'; DROP TABLE notes; --` }]);
    const text = 'SELECT text FROM notes WHERE id = $1';
    expect(await database.$queryRawUnsafe(text, 1)).toHaveLength(1);
  });

  it('is as right when it is named as it was before', async () => {
    for (let id = 1; id <= 30; id++) expect(await write(database, id)).toBe(1);
    expect(await ids()).toHaveLength(30);
  });
});

describe('a transaction', () => {
  it('commits when its work resolves, and nobody sees it before', async () => {
    const answer = await database.transaction(async (tx) => {
      await write(tx, 1);
      expect(await ids()).toEqual([]);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await ids()).toEqual([1]);
  });

  it('carries out in order what was asked for at the same time', async () => {
    await database.transaction(async (tx) => {
      const [, , seen] = await Promise.all([write(tx, 1), write(tx, 2), ids(tx)]);
      expect(seen).toEqual([1, 2]);
    });
  });

  it('rolls back when its work rejects', async () => {
    const work = database.transaction(async (tx) => {
      await write(tx, 1);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await ids()).toEqual([]);
  });

  it('fails when a statement failed that nobody waited for, or whose error was swallowed', async () => {
    const unwaited = database.transaction(async (tx) => {
      await write(tx, 1);
      void write(tx, 2, null).catch(() => undefined);
    });
    await expect(unwaited).rejects.toMatchObject({ code: '23502' });
    const swallowed = database.transaction(async (tx) => {
      await write(tx, 1);
      await write(tx, 1).catch(() => undefined);
    });
    await expect(swallowed).rejects.toMatchObject({ code: '23505' });
    expect(await ids()).toEqual([]);
  });

  it('names the statement that failed, not those that could not run after it', async () => {
    const work = database.transaction(async (tx) => {
      void write(tx, 1, null).catch(() => undefined);
      await write(tx, 2);
    });
    await expect(work).rejects.toMatchObject({ code: '23502' });
  });

  it('takes no statement after its end', async () => {
    let late: Sql | undefined;
    await database.transaction(async (tx) => {
      late = tx;
      await write(tx, 1);
    });
    await expect(write(late!, 2)).rejects.toThrow('after the end');
    expect(await ids()).toEqual([1]);
  });

  it('leaves its connection in order after a failure, with named statements too', async () => {
    for (let round = 0; round < 30; round++) {
      const failing = database.transaction(async (tx) => {
        await Promise.all([write(tx, 1, null), write(tx, 2), ids(tx)]);
      });
      await expect(failing).rejects.toMatchObject({ code: '23502' });
    }
    await database.transaction((tx) => write(tx, 3));
    expect(await ids(database)).toEqual([3]);
  });

  it('is rolled back when it takes too long, whatever it waits for', async () => {
    const asleep = database.transaction((tx) => tx.$executeRaw`SELECT pg_sleep(5)`);
    await expect(asleep).rejects.toMatchObject({
      message: 'The transaction took longer than 1000 ms and was rolled back.',
      code: 'ETIMEDOUT',
    });
    const idle = database.transaction(async (tx) => {
      await write(tx, 1);
      await wait(1_100);
      await write(tx, 2);
    });
    await expect(idle).rejects.toThrow('longer than 1000 ms');
    expect(await ids()).toEqual([]);
    await database.transaction((tx) => write(tx, 3));
    expect(await ids()).toEqual([3]);
  });

  it('fails when its connection is ended, and the next one has another', async () => {
    const work = database.transaction(async (tx) => {
      await write(tx, 1);
      const [own] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await other.$executeRaw`SELECT pg_terminate_backend(${own!.pid})`;
      await write(tx, 2);
    });
    await expect(work).rejects.toThrow(/terminat|not queryable/);
    await database.transaction((tx) => write(tx, 3));
    expect(await ids()).toEqual([3]);
  });
});

it('says when the database cannot be reached', async () => {
  const nowhere = openDatabase({ url: 'postgresql://127.0.0.1:1/nothing' });
  await expect(nowhere.ping()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(nowhere.transaction((tx) => write(tx, 1))).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
  await nowhere.close();
});
