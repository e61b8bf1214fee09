import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUplinkSource } from '../src/supergraph/uplink-source.js';
import { createUrlSource } from '../src/supergraph/url-source.js';
import { composePlain, type PlainSubgraphs, startPlainSubgraphs } from './plain-subgraphs.js';
import { ask, type RunningGateway, startGateway, until } from './running-gateway.js';
import { startSupergraphServer, type SupergraphServer } from './supergraph-server.js';

let subgraphs: PlainSubgraphs;
let server: SupergraphServer;
let cache: string;
let logged: string[];
const gateways: RunningGateway[] = [];

beforeAll(async () => {
  subgraphs = await startPlainSubgraphs();
});
beforeEach(async () => {
  server = await startSupergraphServer(subgraphs.supergraphSdl);
  cache = await mkdtemp(join(tmpdir(), 'tributary-cache-'));
  logged = [];
});
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.close();
  await server.close();
  await rm(cache, { recursive: true });
});
afterAll(() => subgraphs.close());

const studio = { APOLLO_KEY: 'service:mini:secret', APOLLO_GRAPH_REF: 'mini@current' };
const sources: Record<string, () => NodeJS.ProcessEnv> = {
  'an address': () => ({ SUPERGRAPH_URL: `${server.url}?token=hidden` }),
  Uplink: () => ({
    ...studio,
    SUPERGRAPH_SOURCE: 'uplink',
    APOLLO_UPLINK_ENDPOINTS: `http://127.0.0.1:1/,${server.uplink}`,
    APOLLO_USAGE_REPORTING_URL: 'http://127.0.0.1:1/',
  }),
};

async function start(env: NodeJS.ProcessEnv): Promise<RunningGateway> {
  const gateway = await startGateway({
    supergraphSdl: '',
    env: { SUPERGRAPH_POLL_MS: '20', SUPERGRAPH_CACHE_DIR: cache, ...env },
    logger: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }),
  });
  gateways.push(gateway);
  return gateway;
}

const withField = (name: string) =>
  composePlain(subgraphs.urls, `extend type Query { ${name}: Int }`);

async function hasField(gateway: RunningGateway, name: string): Promise<boolean> {
  const { data } = await ask(gateway, `{ __type(name: "Query") { fields { name } } }`);
  return data.__type.fields.some((field: { name: string }) => field.name === name);
}

const taken = (gateway: RunningGateway, name: string) =>
  until(`the field ${name} is there`, () => hasField(gateway, name));

async function readiness(gateway: RunningGateway) {
  const response = await fetch(`${gateway.url}/health/ready`);
  const { supergraph } = (await response.json()) as {
    supergraph: { standing: string; id: string };
  };
  return { status: response.status, ...supergraph };
}

const hasStanding = (gateway: RunningGateway, standing: string) =>
  until(`it is ${standing}`, async () => (await readiness(gateway)).standing === standing);

async function kept(): Promise<string[]> {
  const files = (await readdir(cache)).filter((file) => file.endsWith('.graphql'));
  return Promise.all(files.map((file) => readFile(join(cache, file), 'utf8')));
}

for (const [name, env] of Object.entries(sources))
  describe(`a supergraph from ${name}`, () => {
    test('is asked for only where it is new, and taken while the gateway runs', async () => {
      const gateway = await start(env());
      expect((await ask(gateway, '{ books { stars } }')).data.books).toHaveLength(2);
      expect(await readiness(gateway)).toMatchObject({ status: 200, standing: 'current' });
      const before = (await readiness(gateway)).id;
      await until('nothing new was told twice', async () => server.unchanged > 1);
      server.supergraphSdl = withField('added');
      await taken(gateway, 'added');
      expect((await readiness(gateway)).id).not.toBe(before);
      await until('it is kept', async () => (await kept())[0] === server.supergraphSdl);
      expect(await kept()).toHaveLength(1);
    });

    test('is refused when it is broken: the last one stays, and the next good one is taken', async () => {
      const gateway = await start(env());
      server.supergraphSdl = 'type Query { broken: Int }';
      await hasStanding(gateway, 'refused');
      await until('it is not judged again', async () => server.unchanged > 2);
      expect((await ask(gateway, '{ books { stars } }')).errors).toBeUndefined();
      expect(await readiness(gateway)).toMatchObject({ status: 200, standing: 'refused' });
      const refusals = logged.filter((line) => line.includes('is refused'));
      expect(refusals).toHaveLength(1);
      expect(JSON.parse(refusals[0]!).err.message).toMatch(/./);
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      expect(metrics).toContain('gateway_supergraph_current 0');
      expect(metrics).toMatch(/gateway_supergraph_reads_total{outcome="refused"} [1-9]/);
      expect(await kept()).toEqual([subgraphs.supergraphSdl]);
      server.supergraphSdl = withField('mended');
      await taken(gateway, 'mended');
      expect((await readiness(gateway)).standing).toBe('current');
    });

    test('survives its source: running, and at a start on the last good one', async () => {
      const gateway = await start(env());
      server.mode = 'fails';
      await hasStanding(gateway, 'unreachable');
      expect((await ask(gateway, '{ books { stars } }')).errors).toBeUndefined();
      const restarted = await start(env());
      expect((await ask(restarted, '{ books { stars } }')).errors).toBeUndefined();
      expect(await readiness(restarted)).toMatchObject({ status: 200, standing: 'unreachable' });
      const misses = logged.filter((line) => line.includes('cannot be read')).length;
      // Once for each gateway; the second may not have looked again yet.
      expect([1, 2]).toContain(misses);
      server.mode = 'answers';
      server.supergraphSdl = withField('back');
      await taken(restarted, 'back');
      expect(logged.join()).not.toMatch(/secret|hidden/);
    });

    test('that is broken at a start gives way to the last good one', async () => {
      await start(env());
      server.supergraphSdl = 'type Query { broken: Int }';
      const restarted = await start(env());
      expect((await ask(restarted, '{ books { stars } }')).errors).toBeUndefined();
      await until('nothing new is told', async () => server.unchanged > 1);
      expect((await readiness(restarted)).standing).toBe('refused');
    });

    test('that never was there is no ground to start on', async () => {
      server.mode = 'fails';
      await expect(start(env())).rejects.toThrow(/supergraph: .*HTTP status 503/);
      await writeFile(join(cache, 'other.graphql'), subgraphs.supergraphSdl);
      await expect(start(env())).rejects.toThrow(/HTTP status 503/);
    });
  });

test('requests that run end on the supergraph they began with', async () => {
  const gateway = await start(sources['an address']!());
  const running = Promise.all(
    Array.from({ length: 20 }, () => ask(gateway, '{ books { isbn title stars } }')),
  );
  server.supergraphSdl = withField('later');
  await taken(gateway, 'later');
  for (const { errors } of await running) expect(errors).toBeUndefined();
});

test('a folder that cannot be written to is no reason to stop', async () => {
  const file = join(cache, 'a-file');
  await writeFile(file, '');
  const gateway = await start({ ...sources['an address']!(), SUPERGRAPH_CACHE_DIR: file });
  expect((await ask(gateway, '{ books { stars } }')).errors).toBeUndefined();
  expect(logged.some((line) => line.includes('cannot be kept'))).toBe(true);
});

describe('a source', () => {
  const limits = { timeoutMs: 5_000, maxBytes: 1_000_000, pollMs: 1_000 };

  test('waits no longer and reads no more than it may', async () => {
    const small = createUrlSource({ ...limits, url: server.url, maxBytes: 100 });
    await expect(small.read()).rejects.toThrow('sent more than 100 bytes');
    server.mode = 'hangs';
    const hasty = createUrlSource({ ...limits, url: server.url, timeoutMs: 50 });
    await expect(hasty.read()).rejects.toThrow('did not answer within 50 ms');
  });

  test('says what Uplink said, and not with which key it was asked', async () => {
    const endpoints = [server.uplink];
    const source = createUplinkSource({
      ...limits,
      key: 'service:x:no',
      graphRef: 'x@y',
      endpoints,
    });
    const refusal = await source.read().catch((error: Error) => error.message);
    expect(refusal).toContain('AUTHENTICATION_FAILED: no such key');
    expect(refusal).not.toContain('service:x:no');
  });
});
