import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bundleGateway, type GatewayProcess, spawnGateway } from './gateway-process.js';
import { compose, type MiniGraph, startMiniGraph } from './mini-graph.js';
import { ask, createKeyPair, type KeyPair, startGateway } from './running-gateway.js';

let keys: KeyPair;
let graph: MiniGraph;
let bundled: Awaited<ReturnType<typeof bundleGateway>>;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  bundled = await bundleGateway();
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(() => Promise.all([graph.close(), bundled.remove()]));

const studio = { APOLLO_KEY: 'service:mini:secret', APOLLO_GRAPH_REF: 'mini@current' };

async function spawned(more: NodeJS.ProcessEnv): Promise<GatewayProcess> {
  const env = {
    GATEWAY_IDENTITY_KEY: JSON.stringify(keys.privateKey),
    SUPERGRAPH_FILE: fileURLToPath(new URL('../supergraph.graphql', import.meta.url)),
    INVENTORY_URL: graph.urls.inventory,
    ...more,
  };
  const started = await spawnGateway(env, bundled.program);
  toClose.push(() => started.stop());
  return started;
}

describe('without an Apollo key', () => {
  test('the gateway calls nobody but its subgraphs, and none before it is asked', async () => {
    const gateway = await spawned({});
    const url = await gateway.url;
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await gateway.hosts()).toEqual([]);
    await ask({ url }, `{ products(first: 1) { totalCount } }`);
    expect(await gateway.hosts()).toEqual([new URL(graph.urls.inventory).host]);
  });

  test('the record would show a call outside: Apollo’s telemetry, when it is asked for', async () => {
    const gateway = await spawned({ APOLLO_TELEMETRY_DISABLED: '0' });
    await gateway.url;
    await expect.poll(() => gateway.hosts(), { timeout: 10_000 }).not.toEqual([]);
  });
});

describe('with an Apollo key', () => {
  test('the supergraph can come from Studio', async () => {
    const asked: string[] = [];
    const cache = await mkdtemp(join(tmpdir(), 'tributary-cache-'));
    toClose.push(() => rm(cache, { recursive: true }));
    const uplink = await listen(async (request) => {
      const body = JSON.parse((await readBody(request)).toString());
      asked.push(body.variables.apiKey, body.variables.ref);
      return {
        data: {
          routerConfig: {
            __typename: 'RouterConfigResult',
            id: 'v1',
            supergraphSdl: compose(graph.urls),
            minDelaySeconds: 60,
          },
        },
      };
    });
    const gateway = await startGateway({
      supergraphSdl: 'not used',
      identityKey: keys.privateKey,
      env: {
        ...studio,
        SUPERGRAPH_SOURCE: 'uplink',
        APOLLO_UPLINK_ENDPOINTS: uplink,
        SUPERGRAPH_CACHE_DIR: cache,
      },
    });
    toClose.push(() => gateway.close());
    const { data } = await ask(gateway, `{ products { sku } }`);
    expect(data.products).toHaveLength(2);
    expect(asked.slice(0, 2)).toEqual([studio.APOLLO_KEY, studio.APOLLO_GRAPH_REF]);
  });

  test('usage is reported, without the values of variables', async () => {
    const reports: { key: unknown; text: string }[] = [];
    const ingress = await listen(async (request) => {
      const body = gunzipSync(await readBody(request)).toString('latin1');
      reports.push({ key: request.headers['x-api-key'], text: body });
      return {};
    });
    const gateway = await startGateway({
      supergraphSdl: graph.supergraphSdl,
      identityKey: keys.privateKey,
      env: { ...studio, APOLLO_USAGE_REPORTING_URL: ingress },
    });
    const query = `query Reported($id: ID!) { order(id: $id) { number } }`;
    const { data } = await ask(gateway, query, {}, { id: 'o4711' });
    expect(data).toEqual({ order: { number: 4711 } });
    await gateway.close();
    expect(reports.map(({ key }) => key)).toEqual([studio.APOLLO_KEY]);
    expect(reports[0]!.text).toContain('Reported');
    expect(reports[0]!.text).not.toContain('4711');
  });
});

async function listen(answer: (request: IncomingMessage) => Promise<object>): Promise<string> {
  const server = createServer((request, response) => {
    void answer(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
