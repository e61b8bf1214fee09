// `npm run migrate` from outside, as docker compose calls it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryDir } from '../src/config.js';
import { readEnvironment, serviceEnvironment } from '../src/environment.js';
import type { PostgresServer } from '../src/postgres.js';
import { startThrowawayPostgres } from '../src/throwaway-postgres.js';
import { query } from './query.js';
import { temporaryFolder } from './temporary-folder.js';

const run = promisify(execFile);
const script = join(repositoryDir, 'scripts/migrate.ts');
let server: PostgresServer;

beforeAll(async () => {
  server = await startThrowawayPostgres();
});
afterAll(() => server.stop());

/** Runs the command with these variables, and none of the embedded default's. */
async function migrate(variables: Record<string, string>) {
  const { PATH } = process.env;
  const dataDir = join(await temporaryFolder(), 'none');
  const env = { PATH, TRIBUTARY_DATA_DIR: dataDir, ...variables };
  const args = ['--import', import.meta.resolve('tsx'), script];
  return run(process.execPath, args, { env, cwd: repositoryDir }).then(
    ({ stdout }) => ({ exitCode: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      ...error,
      exitCode: error.code,
    }),
  );
}

test('with a superuser it makes databases and roles, migrates them, and does nothing twice', async () => {
  const env = serviceEnvironment(await readEnvironment(await temporaryFolder()), server.port);
  const variables = { ...env, POSTGRES_SUPERUSER_URL: server.superuserUrl };
  const first = await migrate(variables);
  expect(first).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/users: applied \d{14}_/),
  });
  const books = 'SELECT count(*)::int > 0 AS migrated FROM _prisma_migrations';
  for (const name of ['USERS', 'ORDERS', 'INVENTORY']) {
    expect(await query(env[`${name}_DATABASE_URL`] ?? '', books)).toEqual([{ migrated: true }]);
  }
  const second = await migrate(variables);
  expect(second.stdout).toContain('users: up to date');
  expect(second.stdout).not.toContain('applied');
});

test('every missing or wrong variable is named in one run', async () => {
  const { exitCode, stderr } = await migrate({
    POSTGRES_SUPERUSER_URL: server.superuserUrl,
    USERS_MIGRATION_URL: 'postgresql://somebody:secret@127.0.0.1/users',
    USERS_DATABASE_URL: 'postgresql://users_app@127.0.0.1/users',
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain('USERS_MIGRATION_URL must name role users_owner');
  expect(stderr).toContain('USERS_DATABASE_URL must hold the password');
  expect(stderr).toContain('ORDERS_MIGRATION_URL must be the postgresql:// URL');
  expect(stderr).toContain('JOBS_DATABASE_URL');
  expect(stderr).not.toContain('secret');
});

test('with nothing set and nothing running it says what to do', async () => {
  const { exitCode, stderr } = await migrate({});
  expect(exitCode).toBe(1);
  expect(stderr).toContain('USERS_MIGRATION_URL');
  expect(stderr).toContain('npm start');
});
