import pg from 'pg';
import { expect, test } from 'vitest';
import { createJobsDatabase } from '../src/testing.js';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a jobs database lets its role create a schema, and is gone after drop', async () => {
  const jobs = await createJobsDatabase();
  await query(jobs.url, 'CREATE SCHEMA bullmq; CREATE TABLE bullmq.job (id int)');
  expect(await query(jobs.url, 'SELECT count(*)::int AS n FROM bullmq.job')).toEqual([{ n: 0 }]);
  await jobs.drop();
  await expect(query(jobs.url, 'SELECT 1')).rejects.toThrow('does not exist');
});
