import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMiniGraph } from './mini-graph.js';
import {
  ask,
  createKeyPair,
  type Json,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';

let gateway: RunningGateway;
let closeGraph: () => Promise<void>;

beforeAll(async () => {
  const build = fileURLToPath(new URL('../explorer/build.ts', import.meta.url));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', build, '--if-missing']);
  const keys = await createKeyPair();
  const graph = await startMiniGraph(keys.publicKey);
  closeGraph = () => graph.close();
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    env: { NODE_ENV: 'production', EXPLORER: 'true' },
  });
});
afterAll(async () => {
  await gateway.close();
  await closeGraph();
});

async function readPage() {
  const response = await fetch(gateway.url);
  const html = await response.text();
  const assets = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path!);
  return { response, html, assets };
}

test('the page loads from the gateway alone, and its policy keeps it so', async () => {
  const { response, html, assets } = await readPage();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval');
  expect(html).not.toMatch(/https?:\/\//);
  expect(assets).toHaveLength(2);
  expect((await fetch(`${gateway.url}/explorer`)).status).toBe(200);
});

test('its assets are kept for good and come zipped to those who can unzip', async () => {
  const { assets } = await readPage();
  for (const path of assets) {
    const plain = await fetch(gateway.url + path, { headers: { 'accept-encoding': 'identity' } });
    const zipped = await fetch(gateway.url + path);
    expect(plain.headers.get('cache-control')).toContain('immutable');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toBe(await plain.text());
  }
});

test('no other file can be had', async () => {
  for (const path of ['..%2findex.html', '..%2f..%2f..%2fpackage.json', '%2e%2e', 'nothing.js'])
    expect((await fetch(`${gateway.url}/explorer/assets/${path}`)).status).toBe(404);
});

test('a request that asks for its plan is told how long each fetch took', async () => {
  const query = '{ order(id: "o1") { lines { variant { name } } } }';
  const planOf = async (): Promise<Json> =>
    (await ask(gateway, query, { 'x-query-plan': '1' })).extensions!['queryPlan'];
  // New, then compiled: stock runs the first one.
  for (const plan of [await planOf(), await planOf(), await planOf()]) {
    expect(plan.text).toContain('QueryPlan');
    expect(plan.fetches.map(({ service, entities }: Json) => [service, entities])).toEqual([
      ['orders', undefined],
      ['inventory', 2],
    ]);
    const [first, second] = plan.fetches;
    for (const { bytes, durationMs, errors } of plan.fetches) {
      expect(bytes).toBeGreaterThan(20);
      expect(durationMs).toBeGreaterThan(0);
      expect(errors).toBe(0);
    }
    expect(second.startMs).toBeGreaterThanOrEqual(first.startMs + first.durationMs - 0.02);
    expect(plan.totalMs).toBeGreaterThanOrEqual(second.startMs + second.durationMs - 0.02);
  }
  expect((await ask(gateway, query)).extensions).toBeUndefined();
});
