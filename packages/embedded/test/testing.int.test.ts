import { expect, onTestFinished, test } from 'vitest';
import { createJobsDatabase, createTestDatabase, testPostgres } from '../src/testing.js';
import { query } from './query.js';

test('a jobs database lets its role create a schema, and is gone after drop', async () => {
  const jobs = await createJobsDatabase();
  await query(jobs.url, 'CREATE SCHEMA bullmq; CREATE TABLE bullmq.job (id int)');
  expect(await query(jobs.url, 'SELECT count(*)::int AS n FROM bullmq.job')).toEqual([{ n: 0 }]);
  await jobs.drop();
  await expect(query(jobs.url, 'SELECT 1')).rejects.toThrow('does not exist');
});

test('each test database is a migrated copy of its own, with the rights of production', async () => {
  const [service = 'users'] = testPostgres().templates;
  const one = await createTestDatabase(service);
  onTestFinished(() => one.drop());
  const other = await createTestDatabase(service);
  onTestFinished(() => other.drop());

  const books = 'SELECT count(*)::int > 0 AS migrated FROM _prisma_migrations';
  expect(await query(one.url, books)).toEqual([{ migrated: true }]);
  await query(one.ownerUrl, 'CREATE TABLE only_here (id int)');
  await query(one.url, 'INSERT INTO only_here VALUES (1)');
  await expect(query(other.url, 'SELECT * FROM only_here')).rejects.toThrow('does not exist');
  await expect(query(one.url, 'CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
  await expect(query(one.url, 'TRUNCATE only_here')).rejects.toThrow('permission denied');
});
