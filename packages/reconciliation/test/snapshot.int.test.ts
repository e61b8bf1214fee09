import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeByKey } from '../src/merge.js';
import { openSnapshot } from '../src/snapshot.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase('inventory');
});
afterAll(() => database.drop());

const insert = `INSERT INTO categories (id, slug, name) VALUES (gen_random_uuid(), $1, $1)`;

describe('a snapshot', () => {
  it('cannot write, whoever opened it', async () => {
    const snapshot = await openSnapshot(database.ownerUrl);
    await expect(snapshot.rows(insert, ['never'])).rejects.toThrow('read-only transaction');
    await snapshot.close();
  });

  it('shows one moment, however long it is open', async () => {
    const snapshot = await openSnapshot(database.url);
    const count = () => snapshot.rows<{ count: number }>('SELECT count(*)::int FROM categories');
    const before = await count();
    const writer = new pg.Client({ connectionString: database.url });
    await writer.connect();
    await writer.query(insert, ['meanwhile']);
    await writer.end();
    expect(await count()).toEqual(before);
    await snapshot.close();
  });

  it('gives rows by pages, all of them, in order', async () => {
    const snapshot = await openSnapshot(database.url);
    const sizes: number[] = [];
    const seen: number[] = [];
    for await (const page of snapshot.pages<{ i: number }>(
      'SELECT i FROM generate_series(1, 2500) i',
    )) {
      sizes.push(page.length);
      seen.push(...page.map(({ i }) => i));
    }
    expect(sizes).toEqual([1_000, 1_000, 500]);
    expect(seen).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1));
    await snapshot.close();
  });
});

describe('merging by key', () => {
  const stream = (...pages: string[][]) => ({
    pages: (async function* () {
      yield* await Promise.resolve(pages);
    })(),
    keyOf: (row: string) => row[0]!,
  });

  it('puts together what streams have under one key, wherever their pages end', async () => {
    const joined = [];
    for await (const batch of mergeByKey({
      left: stream(['a1', 'b1'], ['d1']),
      right: stream(['b2'], ['c2', 'd2'], ['e2']),
      none: undefined,
    } as never))
      joined.push(...batch);
    expect(joined).toEqual([
      { key: 'a', rows: { left: 'a1' } },
      { key: 'b', rows: { left: 'b1', right: 'b2' } },
      { key: 'c', rows: { right: 'c2' } },
      { key: 'd', rows: { left: 'd1', right: 'd2' } },
      { key: 'e', rows: { right: 'e2' } },
    ]);
  });
});
