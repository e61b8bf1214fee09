/** Both processes as they are really started: configuration from variables, signals, health. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@tributary/embedded/free-port';
import { createJobsDatabase, createTestDatabase } from '@tributary/embedded/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createKey, operations, publicPart, startApp } from './builders.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let jobs: Awaited<ReturnType<typeof createJobsDatabase>>;
const children: ChildProcess[] = [];
beforeAll(async () => {
  [database, jobs] = await Promise.all([createTestDatabase('users'), createJobsDatabase()]);
});
afterAll(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await Promise.all([database.drop(), jobs.drop()]);
});

function start(entry: 'main' | 'worker', env: Record<string, string>) {
  const file = fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', file], { env: { PATH, ...env } });
  children.push(child);
  const exit = once(child, 'exit') as Promise<[number | null]>;
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  return { child, exit, output: () => output };
}

const readiness = async (port: number) => {
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
  const body = (await response.json()) as { checks: Record<string, string> };
  return { status: response.status, body };
};

describe('the processes', () => {
  it('answer when they are ready and end cleanly on SIGTERM', async () => {
    const [port, workerPort] = [await freePort(), await freePort()];
    const key = await createKey('k');
    const main = start('main', {
      USERS_DATABASE_URL: database.url,
      USERS_PORT: String(port),
      IDENTITY_PUBLIC_KEY: JSON.stringify(publicPart(await createKey('gateway'))),
      USERS_SIGNING_KEY: JSON.stringify(key),
    });
    const worker = start('worker', {
      USERS_DATABASE_URL: database.url,
      JOBS_DATABASE_URL: jobs.url,
      USERS_WORKER_PORT: String(workerPort),
    });
    const ready = { status: 200, body: { status: 'ready', checks: { database: 'ok' } } };
    await vi.waitFor(async () => expect(await readiness(port)).toEqual(ready), 20_000);
    await vi.waitFor(async () => {
      const { body } = await readiness(workerPort);
      expect(body.checks).toEqual({ database: 'ok', broker: 'ok' });
    }, 20_000);
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(await metrics.text()).toContain('sql_statements_total');
    for (const { child, exit } of [main, worker]) {
      child.kill('SIGTERM');
      expect(await exit).toEqual([0, null]);
    }
  });

  it('say all that is wrong with their configuration, and no secret', async () => {
    const main = start('main', {
      USERS_SIGNING_KEY: '{"d":"half of a secret"',
      USERS_PORT: '99999',
    });
    expect(await main.exit).toEqual([1, null]);
    for (const name of [
      'USERS_DATABASE_URL',
      'IDENTITY_PUBLIC_KEY',
      'USERS_SIGNING_KEY',
      'USERS_PORT',
    ])
      expect(main.output()).toContain(`- ${name}`);
    expect(main.output()).not.toContain('half of a secret');
  });
});

describe('without its database', () => {
  it('the service says so and leaks nothing', async () => {
    const url = `postgres://users:secret@127.0.0.1:${await freePort()}/users`;
    const users = await startApp(url);
    try {
      const input = { email: 'a@b.test', password: 'four unrelated words' };
      const answer = await users.ask(operations.login, { input });
      expect(answer.errors?.map(({ extensions }) => extensions)).toEqual([
        { code: 'SERVICE_UNAVAILABLE' },
      ]);
      expect(JSON.stringify(answer)).not.toMatch(/prisma|secret|127\.0\.0\.1|select/i);
      const ready = await users.app.inject('/health/ready');
      expect(ready.statusCode).toBe(503);
      expect((await users.app.inject('/health/live')).statusCode).toBe(200);
    } finally {
      await users.stop();
    }
  });
});
