import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATABASE_NAMES, ensureDatabases, withDatabase } from '../src/databases.js';
import type { PostgresServer } from '../src/postgres.js';
import { generateRolePasswords } from '../src/role-passwords.js';
import { startThrowawayPostgres } from '../src/throwaway-postgres.js';
import { query } from './query.js';

const passwords = generateRolePasswords();
let server: PostgresServer;

/** URL of a database as one of the roles. */
function urlOf(role: keyof typeof passwords, database: string, known = passwords): string {
  return withDatabase(server.superuserUrl, database, { name: role, password: known[role] });
}

beforeAll(async () => {
  server = await startThrowawayPostgres();
  await ensureDatabases(server.superuserUrl, passwords);
  for (const name of DATABASE_NAMES) {
    await query(urlOf(`${name}_owner`, name), 'CREATE TABLE item (id serial PRIMARY KEY, n int)');
  }
});

afterAll(() => server.stop());

describe.each(DATABASE_NAMES)('%s', (name) => {
  const app = `${name}_app` as const;
  const owner = `${name}_owner` as const;

  test('the service reads and writes rows of tables that the owner made', async () => {
    const url = urlOf(app, name);
    await query(url, 'INSERT INTO item (n) VALUES (1)');
    await query(url, 'UPDATE item SET n = n + 1');
    expect(await query(url, 'SELECT n FROM item')).toEqual([{ n: 2 }]);
    await query(url, 'DELETE FROM item');
    expect(await query(url, 'SELECT n FROM item')).toEqual([]);
  });

  test.each([
    ['CREATE TABLE mine (id int)', 'permission denied for schema public'],
    ['CREATE SCHEMA mine', 'permission denied for database'],
    ['CREATE TEMP TABLE mine (id int)', 'permission denied to create temporary tables'],
    ['TRUNCATE item', 'permission denied for table item'],
    ['ALTER TABLE item ADD COLUMN more int', 'must be owner of table item'],
    ['DROP TABLE item', 'must be owner of table item'],
    [`SET ROLE ${owner}`, 'permission denied to set role'],
    ['CREATE DATABASE mine', 'permission denied to create database'],
  ])('the service may not: %s', async (sql, message) => {
    await expect(query(urlOf(app, name), sql)).rejects.toThrow(message);
  });

  test('neither role can connect to another database', async () => {
    const others = [...DATABASE_NAMES, 'jobs'].filter((other) => other !== name);
    for (const other of others) {
      for (const role of [app, owner]) {
        await expect(query(urlOf(role, other), 'SELECT 1')).rejects.toThrow('permission denied');
      }
    }
  });

  test('the owner may create trusted extensions, as migrations do', async () => {
    const url = urlOf(owner, name);
    await query(url, 'CREATE EXTENSION pg_trgm; CREATE EXTENSION citext');
    const [row] = await query(
      urlOf(app, name),
      "SELECT similarity('shirt', 'shirts') > 0.5 AS near",
    );
    expect(row).toEqual({ near: true });
  });

  test('the owner may not create databases', async () => {
    const attempt = query(urlOf(owner, name), 'CREATE DATABASE mine');
    await expect(attempt).rejects.toThrow('permission denied to create database');
  });
});

test('the jobs role makes schemas in its own database and enters no other', async () => {
  await query(urlOf('jobs', 'jobs'), 'CREATE SCHEMA bullmq; CREATE TABLE bullmq.job (id int)');
  await expect(query(urlOf('jobs', 'users'), 'SELECT 1')).rejects.toThrow('permission denied');
});

test('running it again keeps the data and replaces the passwords', async () => {
  await query(urlOf('users_app', 'users'), 'INSERT INTO item (n) VALUES (7)');
  const renewed = generateRolePasswords();
  await ensureDatabases(server.superuserUrl, renewed);

  const rows = await query(urlOf('users_app', 'users', renewed), 'SELECT n FROM item');
  expect(rows).toEqual([{ n: 7 }]);
  const withOldPassword = query(urlOf('users_app', 'users'), 'SELECT 1');
  await expect(withOldPassword).rejects.toThrow('password authentication failed');

  await ensureDatabases(server.superuserUrl, passwords);
});
