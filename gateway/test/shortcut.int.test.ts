/** Known operations go past Apollo Server's pipeline; whatever it would refuse or change does not. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApolloServerPlugin } from '@apollo/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { JudgingPlugin } from '../src/execution/admission.js';
import type { GatewayContext } from '../src/context.js';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { compose, type MiniGraph, startMiniGraph } from './mini-graph.js';
import {
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';
import { until } from './running-gateway.js';

let keys: KeyPair;
let graph: MiniGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;
let folder: string;

/** Requests that went through the pipeline. */
let piped = 0;
let isAdmitting = true;
const counting: JudgingPlugin<GatewayContext> = {
  requestDidStart: async () => void piped++,
  admits: () => isAdmitting,
};

const account = 'query Account { me { id orders { number lines { sku variant { name } } } } }';
const order = 'query Order($id: ID!) { order(id: $id) { id number } }';
const dearest = 'query Dearest { dearest { sku name } }';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-shortcut-'));
  const manifest = join(folder, 'mobile.json');
  const operations = [{ id: 'dearest-1', name: 'Dearest', type: 'query', body: dearest }];
  const format = 'apollo-persisted-query-manifest';
  await writeFile(manifest, JSON.stringify({ format, version: 1, operations }));
  keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  gateway = await start([counting], { manifests: { mobile: [manifest] }, allowsUntrusted: false });
});
beforeEach(() => {
  piped = 0;
  isAdmitting = true;
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
  await issuer.close();
  await rm(folder, { recursive: true });
});

const start = (plugins: ApolloServerPlugin<GatewayContext>[], config: object = {}) =>
  startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl, costLimits: { '*': 5_000, thrifty: 0 }, ...config },
    plugins,
  });

async function send(body: unknown, headers: Record<string, string> = {}, to = gateway) {
  const response = await fetch(`${to.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { date: _date, 'x-request-id': _id, ...rest } = Object.fromEntries(response.headers);
  return { status: response.status, headers: rest, body: await response.text() };
}

/** Asks until the pipeline is passed by, and answers with what both ways say. */
async function learn(body: unknown, headers: Record<string, string> = {}, to = gateway) {
  const through = await send(body, headers, to);
  for (let time = 0; time < 4; time++) await send(body, headers, to);
  const before = piped;
  const past = await send(body, headers, to);
  return { through, past, isPiped: piped > before };
}

test('an operation that is known is answered past the pipeline, to the byte', async () => {
  const accepted = ['application/json', 'application/graphql-response+json', '*/*'];
  for (const accept of accepted) {
    const { through, past, isPiped } = await learn(
      { query: order, variables: { id: 'o1' } },
      { accept },
    );
    expect(isPiped).toBe(false);
    expect(past).toEqual(through);
  }
});

test('other values of its variables are known too, null and missing parts as well', async () => {
  await learn({ query: order, variables: { id: 'o1' } });
  piped = 0;
  const other = await send({ query: order, variables: { id: 'o7' }, operationName: null });
  expect(other.body).toBe('{"data":{"order":{"id":"o7","number":7}}}\n');
  expect(piped).toBe(0);
});

test('a trusted document is known by its id', async () => {
  const body = { extensions: { persistedQuery: { version: 1, sha256Hash: 'dearest-1' } } };
  const { through, past, isPiped } = await learn(body, { 'apollographql-client-name': 'mobile' });
  expect(through.status).toBe(200);
  expect({ past, isPiped }).toEqual({ past: through, isPiped: false });
});

describe('goes through the pipeline, which answers as ever:', () => {
  const known = { query: order, variables: { id: 'o1' } };
  const hash = createHash('sha256').update(order).digest('hex');

  test.each([
    ['a wrong variable', { query: order, variables: { id: {} } }, {}, 400],
    ['a missing variable', { query: order }, {}, 400],
    ['variables that are a list', { query: order, variables: [1] }, {}, 400],
    ['an operation name that is none', { ...known, operationName: 7 }, {}, 400],
    ['another operation name', { ...known, operationName: 'Other' }, {}, 400],
    [
      'a hash that the text does not have',
      { ...known, extensions: { persistedQuery: { version: 1, sha256Hash: `x${hash}` } } },
      {},
      400,
    ],
    ['a batch', [known], {}, 400],
    ['a form of a foreign page', JSON.stringify(known), { 'content-type': 'text/plain' }, 400],
    ['a type that nobody speaks', known, { accept: 'text/csv' }, 406],
    ['a token that is none', known, { authorization: 'Bearer forged' }, 401],
    [
      'an operation that its client may not afford',
      known,
      { 'apollographql-client-name': 'thrifty' },
      400,
    ],
    ['a document that is not its client’s', known, { 'apollographql-client-name': 'mobile' }, 403],
  ])('%s', async (_what, body, headers, status) => {
    await learn(known);
    const first = await send(body, headers);
    expect(first.status).toBe(status);
    expect(await send(body, headers)).toEqual(first);
  });

  test('what a plugin does not admit', async () => {
    await learn(known);
    isAdmitting = false;
    piped = 0;
    await send(known);
    expect(piped).toBe(1);
  });
});

test('a plugin that does not say what it admits sees every request', async () => {
  let seen = 0;
  const watching = { requestDidStart: async () => void seen++ };
  const watched = await start([watching]);
  for (let time = 0; time < 6; time++) await send({ query: dearest }, {}, watched);
  expect(seen).toBe(6);
  await watched.close();
});

test('what has run and failed is left to the pipeline where the plan goes with it, and never runs twice', async () => {
  const bearer = { ...(await issuer.bearer()), 'x-query-plan': '1' };
  await learn({ query: account }, bearer);
  await graph.stop('inventory');
  const asked = graph.received.orders.length;
  piped = 0;
  const seen = await send({ query: account }, bearer);
  await graph.start('inventory');
  expect(JSON.parse(seen.body)).toMatchObject({
    data: { me: { orders: [{ number: 1 }, { number: 2 }] } },
    errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' } }],
    extensions: { queryPlan: {} },
  });
  expect({ piped, asked: graph.received.orders.length - asked }).toEqual({ piped: 1, asked: 1 });
});

test('a new supergraph knows nothing yet', async () => {
  await learn({ query: dearest });
  const extra = ' extend type Query { added: Int }';
  await gateway.replaceSupergraph(compose(graph.urls, extra));
  await until('the new field is there', async () =>
    (await send({ query: '{ added }' })).body.includes('"data"'),
  );
  piped = 0;
  expect((await send({ query: dearest })).status).toBe(200);
  expect(piped).toBe(1);
});
