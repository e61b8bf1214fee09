/** Over HTTP: an operation's first run is stock's, the following are ours, and a client sees no difference. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import { createKeyPair, type RunningGateway, startGateway } from './running-gateway.js';

let graph: MiniGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;

beforeAll(async () => {
  const keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl },
  });
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
  await issuer.close();
});

interface Seen {
  status: number;
  headers: Record<string, string | null>;
  body: string;
}

const shownHeaders = ['content-type', 'cache-control', 'vary', 'allow'];

async function send(init: RequestInit & { search?: string }): Promise<Seen> {
  const headers = { ...(await issuer.bearer()), ...(init.headers as Record<string, string>) };
  const response = await fetch(`${gateway.url}/graphql${init.search ?? ''}`, { ...init, headers });
  return {
    status: response.status,
    headers: Object.fromEntries(shownHeaders.map((name) => [name, response.headers.get(name)])),
    body: await response.text(),
  };
}

const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The same answer each time: from stock, on being compiled, compiled, and by the shortcut. */
async function expectSame(ask: () => Promise<Seen>): Promise<Seen> {
  const first = await ask();
  for (let time = 2; time <= 5; time++) expect(await ask()).toEqual(first);
  return first;
}

/** How long it took is the one thing that is never the same. */
function withoutTimings({ headers, body, status }: Seen): Seen {
  const told = JSON.parse(body) as {
    extensions: { queryPlan: { fetches?: object[]; totalMs?: number } };
  };
  const { queryPlan } = told.extensions;
  expect(queryPlan.fetches).toHaveLength(3);
  delete queryPlan.fetches;
  delete queryPlan.totalMs;
  return { status, headers, body: JSON.stringify(told) };
}

const account = `query Account { me { id name orders { number lines { sku variant { name } } } } }`;

test('entities that are needed at two places at one time are one request, with the answer of two', async () => {
  const query = `{
    one: order(id: "o1") { lines { variant { name } } }
    other: order(id: "o2") { lines { variant { available } } }
  }`;
  const counts: number[] = [];
  const seen = await expectSame(async () => {
    const before = graph.received.inventory.length;
    const answer = await post({ query });
    counts.push(graph.received.inventory.length - before);
    return answer;
  });
  expect(JSON.parse(seen.body)).toEqual({
    data: {
      one: { lines: [{ variant: { name: 'A cup' } }, { variant: { name: 'A pot' } }] },
      other: { lines: [{ variant: { available: 3 } }, { variant: { available: 3 } }] },
    },
  });
  // Of stock, then apart for the cache to learn what may be kept of each, then joined.
  expect(counts).toEqual([2, 2, 1, 1, 1]);
});

test('an operation runs on ours from the second time on: what is asked twice is sent once', async () => {
  const sizes: number[] = [];
  await expectSame(async () => {
    const seen = await post({ query: account });
    sizes.push(Number(graph.received.inventory.at(-1)!['content-length']));
    return seen;
  });
  expect(sizes[1]).toBeLessThan(sizes[0]!);
  expect(sizes[2]).toBe(sizes[1]);
});

describe('from the first run on, a client gets the same', () => {
  const order =
    'query Order($id: ID!, $full: Boolean = true) { order(id: $id) { id number @include(if: $full) } }';

  test.each([
    ['a value that a variable asks for', { query: order, variables: { id: 'o7' } }, 200],
    ['a field that is left out', { query: order, variables: { id: 'o7', full: false } }, 200],
    ['a null condition', { query: order, variables: { id: 'o7', full: null } }, 200],
    ['a missing variable', { query: order }, 400],
    ['a variable of the wrong type', { query: order, variables: { id: {} } }, 400],
    ['an error with a code', { query: '{ refused }' }, 200],
    ['a masked error', { query: '{ me { id } secret }' }, 200],
    ['an unknown field', { query: '{ nothing }' }, 400],
    [
      'one of several operations',
      { query: 'query A { me { id } } query B { me { name } }', operationName: 'B' },
      200,
    ],
    [
      'no choice among several operations',
      { query: 'query A { me { id } } query B { me { name } }' },
      400,
    ],
    ['an unknown operation', { query: 'query A { me { id } }', operationName: 'C' }, 400],
    ['a mutation', { query: 'mutation { addToCart(sku: "cup", quantity: 2) }' }, 200],
    ['what is known without asking', { query: '{ __typename kind: __typename }' }, 200],
    ['introspection', { query: '{ __type(name: "User") { name } me { id } }' }, 200],
    ['an alias of JavaScript', { query: '{ __proto__: me { id } }' }, 400],
    ['a subscription', { query: 'subscription { orderUpdated(id: "o1") { id } }' }, 400],
  ])('for %s', async (_what, body, status) => {
    const seen = await expectSame(() => post(body));
    expect(seen.status).toBe(status);
  });

  test('for GET, also of a mutation', async () => {
    const headers = { 'apollo-require-preflight': 'true' };
    const get = (query: string) => send({ headers, search: `?query=${encodeURIComponent(query)}` });
    expect((await expectSame(() => get(account))).status).toBe(200);
    expect(
      (await expectSame(() => get('mutation { addToCart(sku: "cup", quantity: 2) }'))).status,
    ).toBe(405);
    const search = `?query=${encodeURIComponent(account)}`;
    expect((await expectSame(() => send({ search }))).status).toBe(400);
  });

  test('for a persisted query', async () => {
    const query = '{ me { name id } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect((await post({ extensions })).body).toContain('PersistedQueryNotFound');
    const { body } = await post({ query, extensions });
    expect((await expectSame(() => post({ extensions }))).body).toBe(body);
  });

  test('for a batch, which is refused', async () => {
    expect((await expectSame(() => post([{ query: account }]))).status).toBe(400);
  });

  test('for other kinds of answer that a client accepts', async () => {
    const accept = 'application/graphql-response+json';
    const seen = await expectSame(() => post({ query: account }, { accept }));
    expect(seen.headers['content-type']).toContain(accept);
    expect((await expectSame(() => post({ query: account }, { accept: 'text/csv' }))).status).toBe(
      406,
    );
  });

  test('with the query plan for one who asks', async () => {
    const seen = await expectSame(async () =>
      withoutTimings(await post({ query: account }, { 'x-query-plan': '1' })),
    );
    expect(seen.body).toContain('"queryPlan"');
  });

  test('when a subgraph is down', async () => {
    await graph.stop('inventory');
    const seen = await expectSame(() => post({ query: account }));
    await graph.start('inventory');
    expect(JSON.parse(seen.body)).toMatchObject({
      data: { me: { orders: [{ number: 1 }, { number: 2 }] } },
      errors: Array.from({ length: 1 }, () => ({ extensions: { code: 'SUBGRAPH_UNAVAILABLE' } })),
    });
  });
});
