/** What the throttle asks of the database. */
import { createTestDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStore, type Store } from '../src/store.js';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await createTestDatabase('users');
  store = createStore(database.url, 2);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

const minute = 60_000;
const start = Date.parse('2026-01-01T00:00:00Z');
const at = (ms: number) => new Date(start + ms);
const key = (scope: string, subject = 1) => ({ scope, subject: new Uint8Array([subject]) });
const count = (scope: string, since: number, limit = 100) =>
  store.countAttempts(key(scope), { since: at(since), windowMs: 10 * minute, limit });

it('counts attempts since a time, and those in the window that ends with the newest', async () => {
  for (const ms of [0, 5 * minute, 5 * minute + 1, 15 * minute])
    await store.insertAttempt(createId(), key('a'), at(ms));
  const newestAt = at(15 * minute);
  // The first two lie ten minutes or more before the newest; the window is shorter than that.
  expect(await count('a', -1)).toEqual({ newestAt, inMemory: 4, inWindow: 2 });
  expect(await count('a', 0)).toEqual({ newestAt, inMemory: 3, inWindow: 2 });
  expect(await count('a', 5 * minute + 1)).toEqual({ newestAt, inMemory: 1, inWindow: 1 });
  expect(await count('a', 15 * minute)).toBeNull();
});

it('looks at no more than the newest it was asked for, and at nobody else', async () => {
  for (let ms = 0; ms < 8; ms++) await store.insertAttempt(createId(), key('b'), at(ms));
  await store.insertAttempt(createId(), key('b', 2), at(minute));
  await store.insertAttempt(createId(), key('c'), at(minute));
  expect(await count('b', -1, 3)).toEqual({ newestAt: at(7), inMemory: 3, inWindow: 3 });
  await store.clearAttempts(key('b'));
  expect(await count('b', -1)).toBeNull();
  expect(await count('c', -1)).toMatchObject({ inMemory: 1 });
});
