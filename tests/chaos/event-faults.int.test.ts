// Faults that meet each other on one database.
import { createTestDatabase } from '@tributary/embedded/testing';
import pg from 'pg';
import { expect, it } from 'vitest';
import { withholdEvents } from './event-faults.js';
import type { Ground } from './ground.js';

it('events are withheld by two at the same time, and none stays behind', async () => {
  const database = await createTestDatabase('orders');
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  const ground = {
    databases: { query: async (_service: string, text: string) => (await pool.query(text)).rows },
  } as unknown as Ground;
  const publish = () =>
    pool.query(`INSERT INTO outbox (id, name, version, key, payload, occurred_at)
      SELECT uuidv7(), 'OrderPlaced', 1, 'order-1', '{}', now() FROM generate_series(1, 100)`);
  const count = async (condition: string) =>
    Number((await pool.query(`SELECT count(*) FROM outbox WHERE ${condition}`)).rows[0].count);
  try {
    const first = withholdEvents(ground, 'orders', 600);
    const second = withholdEvents(ground, 'orders', 400);
    await expect.poll(async () => (await publish(), count('published_at IS NOT NULL'))).not.toBe(0);
    await Promise.all([first, second]);
    expect(await count('published_at IS NOT NULL')).toBe(0);
    await publish();
    expect(await count('published_at IS NOT NULL')).toBe(0);
  } finally {
    await pool.end();
    await database.drop();
  }
});
