/** Requests that come as a batch are judged and answered as if each had come alone. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import { createKeyPair, type RunningGateway, startGateway, until } from './running-gateway.js';

let graph: MiniGraph;
let issuer: TokenIssuer;
let start: () => Promise<RunningGateway>;
let gateway: RunningGateway;
let folder: string;

const dearest = 'query Dearest { dearest { sku name } }';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-batches-'));
  const manifest = join(folder, 'mobile.json');
  const operations = [{ id: 'dearest-1', name: 'Dearest', type: 'query', body: dearest }];
  const format = 'apollo-persisted-query-manifest';
  await writeFile(manifest, JSON.stringify({ format, version: 1, operations }));
  const keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  start = () =>
    startGateway({
      supergraphSdl: graph.supergraphSdl,
      identityKey: keys.privateKey,
      config: {
        jwksUrl: issuer.jwksUrl,
        costLimits: { '*': 5_000, thrifty: 0 },
        manifests: { mobile: [manifest] },
        allowsUntrusted: false,
      },
    });
  gateway = await start();
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
  await issuer.close();
  await rm(folder, { recursive: true });
});

type Part = [title: string, body: unknown, headers?: Record<string, string>];

interface Answer {
  status: number;
  body: string;
}

const json = { 'content-type': 'application/json' };

async function askAlone([, body, headers]: Part): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.text()).trimEnd() };
}

async function askTogether(parts: readonly Part[], { url } = gateway): Promise<Answer[]> {
  const response = await fetch(`${url}/graphql/batch`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(
      parts.map(([, body, headers]) => ({ headers: { ...json, ...headers }, body })),
    ),
  });
  expect(response.status).toBe(200);
  const answers: Answer[] = [];
  for (const line of (await response.text()).trimEnd().split('\n')) {
    const [, index, status, body] = /^(\d+) (\d+) (.*)$/.exec(line)!;
    answers[Number(index)] = { status: Number(status), body: body! };
  }
  return answers;
}

const order = 'query Order($id: ID!) { order(id: $id) { id number } }';
const known = { query: order, variables: { id: 'o1' } };
const me = { query: 'query Account { me { id orders { number lines { sku } } } }' };

/** Until what can be known of them is known, and compiled. */
const times = 6;

test('whatever is asked, by whomever', async () => {
  const sha256Hash = createHash('sha256').update(order).digest('hex');
  const parts: [Part, number][] = [
    [['an order', known], 200],
    [['another order', { query: order, variables: { id: 'o7' } }], 200],
    [['a guest', me], 200],
    [['Ada', me, await issuer.bearer({ sub: 'ada' })], 200],
    [['Bob', me, await issuer.bearer({ sub: 'bob' })], 200],
    [['a forged token', me, { authorization: 'Bearer forged' }], 401],
    [['a trusted document', hashed('dearest-1'), { 'apollographql-client-name': 'mobile' }], 200],
    [['a document of another', known, { 'apollographql-client-name': 'mobile' }], 403],
    [['what the client may not afford', known, { 'apollographql-client-name': 'thrifty' }], 400],
    [['a hash of another text', { ...known, ...hashed(`x${sha256Hash}`) }], 400],
    [['a field that fails', { query: '{ refused order(id: "o1") { id } }' }], 200],
    [['a field that there is not', { query: '{ nothing }' }], 400],
    [['a wrong variable', { query: order, variables: { id: {} } }], 400],
    [['a type that nobody speaks', known, { accept: 'text/csv' }], 406],
    [['a form of a foreign page', known, { 'content-type': 'text/plain' }], 400],
    [['nothing', null], 400],
    [['a batch', [known]], 400],
  ];
  for (let time = 0; time < times; time++) {
    const together = await askTogether(parts.map(([part]) => part));
    for (const [index, [part, status]] of parts.entries()) {
      const alone = await askAlone(part);
      expect({ part: part[0], ...together[index] }).toEqual({ part: part[0], ...alone });
      expect({ part: part[0], status: alone.status }).toEqual({ part: part[0], status });
    }
  }
});

const hashed = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});

test('each is told who it is for, and nobody else’s', async () => {
  const names = Array.from({ length: 30 }, (_, nth) => `user-${nth}`);
  const parts = await Promise.all(
    names.map(async (sub): Promise<Part> => [sub, me, await issuer.bearer({ sub })]),
  );
  for (let time = 0; time < times; time++) {
    const answers = await askTogether(parts);
    expect(answers.map(({ body }) => JSON.parse(body).data.me.id)).toEqual(names);
  }
});

test('a mutation is done once', async () => {
  const query = 'mutation { addToCart(sku: "A", quantity: 1) }';
  const before = graph.received.orders.length;
  await askTogether([
    ['one', { query }],
    ['two', { query }],
  ]);
  expect(graph.received.orders.length - before).toBe(2);
});

test('a gateway that stops answers what it has begun', async () => {
  const stopping = await start();
  graph.delayMs.orders = 400;
  const before = graph.received.orders.length;
  const answers = askTogether(
    [
      ['one', known],
      ['another', { query: order, variables: { id: 'o7' } }],
    ],
    stopping,
  );
  await until('the subgraph is asked', async () => graph.received.orders.length > before);
  await stopping.close();
  delete graph.delayMs.orders;
  expect((await answers).map(({ body }) => body)).toEqual([
    '{"data":{"order":{"id":"o1","number":1}}}',
    '{"data":{"order":{"id":"o7","number":7}}}',
  ]);
});
