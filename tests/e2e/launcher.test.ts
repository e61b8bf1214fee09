/** `npm start` itself: what it leaves behind, what it keeps, what it says when it cannot start. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, poll } from '../support/graphql.js';
import { freePorts, type RunningStack, startStack } from '../support/running-stack.js';

/** Processes whose environment or command line names this data folder. */
function processesOf(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return ['cmdline', 'environ'].some((file) =>
          readFileSync(`/proc/${pid}/${file}`).includes(dataDir),
        );
      } catch {
        return false;
      }
    });
}

const register = (stack: RunningStack) =>
  createClient(`${stack.urls['gateway']}/graphql`)(
    `mutation { register(input: { email: "kept@example.com", password: "a long enough one", name: "Kept" }) { __typename } }`,
  );

describe.runIf(process.platform === 'linux')('npm start', () => {
  let dataDir: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'tributary-launcher-'));
    env = await freePorts();
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('says where everything is and what it uses, and ends without a trace', async () => {
    const stack = await startStack({ dataDir, env });
    expect(stack.output()).toContain(stack.urls['gateway']!.replace('127.0.0.1', 'localhost'));
    expect(stack.output()).toContain('ada@example.com');
    const megabytes = Number(/use (\d+) MB/.exec(stack.output())?.[1]);
    expect(megabytes).toBeGreaterThan(100);
    expect(megabytes).toBeLessThan(900);
    expect((await register(stack)).data.register.__typename).toBe('AuthSession');
    expect(await stack.stop('SIGINT')).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('keeps the data, also over a kill -9 of the launcher', async () => {
    const stack = await startStack({ dataDir, env });
    expect((await register(stack)).data.register.__typename).toBe('EmailTaken');
    await stack.stop('SIGKILL');
    const again = await startAgain();
    expect((await register(again)).data.register.__typename).toBe('EmailTaken');
    expect(await again.stop()).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });

  /** The orphans of a killed launcher leave by themselves; until then the ports are taken. */
  const startAgain = () =>
    poll(
      () => startStack({ dataDir, env }).catch((error: Error) => error.message),
      (outcome) => typeof outcome !== 'string',
      60_000,
    ) as Promise<RunningStack>;

  it('begins anew when told to', async () => {
    const stack = await startStack({ dataDir, env, args: ['--fresh'] });
    expect((await register(stack)).data.register.__typename).toBe('AuthSession');
    expect(await stack.stop()).toBe(0);
  });

  it('names every taken port and what to do', async () => {
    const blockers = [env['GATEWAY_PORT']!, env['ORDERS_PORT']!].map((port) =>
      createServer().listen(Number(port), '127.0.0.1'),
    );
    const close = (server: Server) => new Promise((resolve) => server.close(resolve));
    await expect(startStack({ dataDir, env })).rejects.toThrow(
      new RegExp(
        `Port ${env['ORDERS_PORT']} for orders is taken.*ORDERS_PORT[^]*Port ${env['GATEWAY_PORT']} for gateway is taken.*GATEWAY_PORT`,
      ),
    );
    await Promise.all(blockers.map(close));
  });
});
