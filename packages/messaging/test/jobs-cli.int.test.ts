// `npm run jobs` as an operator uses it, against a real broker with real failures in it.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds, type TestBroker } from './test-brokers.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`npm run jobs on ${kind}`, () => {
    let server: TestBroker;
    let broker: Broker;
    let healthy = false;
    const handled: string[] = [];
    const [first, second] = [toEnvelope(buildEvent()), toEnvelope(buildEvent())];

    beforeAll(async () => {
      server = await start();
      broker = server.open();
      broker.consume(
        'users',
        async ({ id }) => {
          if (!healthy) throw new Error('the mail server is away');
          await Promise.resolve(handled.push(id));
        },
        { concurrency: 2 },
      );
      await broker.publish([first, second].map((event) => ({ subscriber: 'users', event })));
      await vi.waitUntil(async () => (await broker.deadLetters()).length === 2, 10_000);
    });
    afterAll(async () => {
      await broker.close();
      await server.drop();
    });

    const jobs = (...args: string[]) =>
      runJobs(args, { [kind === 'Redis' ? 'REDIS_URL' : 'JOBS_DATABASE_URL']: server.url });

    it('lists the queues and the dead letters', async () => {
      const { output, code } = await jobs();
      expect(code).toBe(0);
      expect(output).toMatch(/users-mail.*0.*0.*0.*0/);
      expect(output).toMatch(/ users .*0.*0.*0.*2/);
      expect(output).toMatch(
        new RegExp(
          `${first.id}  users  OrderDelivered  3 attempts  20\\S+Z  the mail server is away`,
        ),
      );
      expect(output).toContain(second.id);
    });

    it('shows one in full', async () => {
      const { output, code } = await jobs('show', first.id);
      expect(code).toBe(0);
      expect(output).toContain(`"orderId": "${first.key}"`);
      expect(output).toContain('Error: the mail server is away');
      expect(output).not.toContain(second.id);
    });

    it('replays one, then all', async () => {
      healthy = true;
      const one = await jobs('replay', first.id);
      expect(one).toMatchObject({ code: 0, output: expect.stringContaining('1 sent again.') });
      await vi.waitFor(() => expect(handled).toEqual([first.id]), 10_000);
      const all = await jobs('replay', '--all', '--queue', 'users');
      expect(all).toMatchObject({ code: 0, output: expect.stringContaining('1 sent again.') });
      await vi.waitFor(() => expect(handled).toEqual([first.id, second.id]), 10_000);
      expect((await jobs()).output).toContain('No dead letters.');
    });

    it('says what is wrong with a request, and exits with 1', async () => {
      const { output, code } = await jobs('replay', first.id);
      expect({ output, code }).toEqual({
        output: `There is no dead letter ${first.id}.\n`,
        code: 1,
      });
    });
  });

it.each([
  [['replay'], 'Usage: npm run jobs'],
  [['replay', 'some', '--all'], 'Usage: npm run jobs'],
  [['--queue', 'nowhere'], 'There is no queue "nowhere"'],
  [['--what'], "Unknown option '--what'"],
])('refuses %s, without a stack', async (args, message) => {
  const { output, code } = await runJobs(args, {});
  expect(code).toBe(1);
  expect(output).toContain(message);
  expect(output).not.toMatch(/ at .*jobs\.ts/);
});

it('says what to do when nothing is running', async () => {
  const emptyDir = await mkdtemp(join(tmpdir(), 'jobs-cli-'));
  const { output, code } = await runJobs([], { TRIBUTARY_DATA_DIR: emptyDir });
  await rm(emptyDir, { recursive: true });
  expect(code).toBe(1);
  expect(output).toContain('Start the system with "npm start"');
});

function runJobs(args: string[], variables: Record<string, string>) {
  const { REDIS_URL: _redis, JOBS_DATABASE_URL: _jobs, ...env } = process.env;
  return new Promise<{ output: string; code: number }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', 'scripts/jobs.ts', ...args],
      { cwd: root, env: { ...env, ...variables, NO_COLOR: '1' } },
      (_error, stdout, stderr) => resolve({ output: stdout + stderr, code: child.exitCode ?? -1 }),
    );
  });
}
