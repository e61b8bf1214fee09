import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { applyMigrations } from '../src/migrations.js';
import { createJobsDatabase } from '../src/testing.js';
import { writeMigrations } from './migration-folder.js';
import { query } from './query.js';
import { temporaryFolder } from './temporary-folder.js';

const FIRST = { '20260101000000_first': 'CREATE TABLE item (id int PRIMARY KEY);' };
const SECOND = {
  '20260102000000_second': `-- A body with semicolons must reach the server whole.
CREATE FUNCTION add_item() RETURNS void AS $$ BEGIN
  INSERT INTO item VALUES (1);
  INSERT INTO item VALUES (2);
END $$ LANGUAGE plpgsql;
SELECT add_item();`,
};

let url: string;
let migrationsDir: string;

beforeEach(async () => {
  const database = await createJobsDatabase();
  onTestFinished(() => database.drop());
  url = database.url;
  migrationsDir = join(await temporaryFolder(), 'migrations');
  await writeMigrations(migrationsDir, FIRST);
});

const apply = () => applyMigrations({ url, migrationsDir });

test('each migration is applied once, in the order of the names', async () => {
  expect(await apply()).toEqual({ applied: ['20260101000000_first'] });
  await writeMigrations(migrationsDir, SECOND);
  expect(await apply()).toEqual({ applied: ['20260102000000_second'] });
  expect(await apply()).toEqual({ applied: [] });
  expect(await query(url, 'SELECT id FROM item ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('two processes at once apply it once', async () => {
  await writeMigrations(migrationsDir, SECOND);
  const results = await Promise.all([apply(), apply(), apply()]);
  expect(results.flatMap((result) => result.applied)).toHaveLength(2);
  expect(await query(url, 'SELECT count(*)::int AS n FROM item')).toEqual([{ n: 2 }]);
});

test('an applied file that was edited is refused by name', async () => {
  await apply();
  await writeMigrations(migrationsDir, { '20260101000000_first': 'CREATE TABLE other (id int);' });
  await expect(apply()).rejects.toMatchObject({
    code: 'MIGRATION_CHANGED',
    message: expect.stringContaining('20260101000000_first was edited'),
  });
});

test('an applied file that is gone is refused by name', async () => {
  await apply();
  await rm(join(migrationsDir, '20260101000000_first'), { recursive: true });
  await expect(apply()).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' });
});

test('a failing file leaves nothing of itself, is on the books, and is retried', async () => {
  const broken = { '20260102000000_second': 'CREATE TABLE half (id int);\nSELECT nonsense;' };
  await writeMigrations(migrationsDir, broken);
  await expect(apply()).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('line 2 of migration.sql'),
  });
  expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  expect(await books()).toEqual([
    { migration_name: '20260101000000_first', state: 'applied', logs: null },
    {
      migration_name: '20260102000000_second',
      state: 'failed',
      logs: expect.stringContaining('nonsense'),
    },
  ]);

  await writeMigrations(migrationsDir, SECOND);
  expect(await apply()).toEqual({ applied: ['20260102000000_second'] });
  expect((await books()).map((row) => row['state'])).toEqual(['applied', 'rolled back', 'applied']);
});

function books(): Promise<Record<string, unknown>[]> {
  return query(
    url,
    `SELECT migration_name, logs, CASE WHEN rolled_back_at IS NOT NULL THEN 'rolled back'
       WHEN finished_at IS NOT NULL THEN 'applied' ELSE 'failed' END AS state
     FROM _prisma_migrations ORDER BY started_at`,
  );
}
