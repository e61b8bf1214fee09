import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import {
  ask,
  createKeyPair,
  type Json,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';

let graph: MiniGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;
let bearer: { authorization: string };

beforeAll(async () => {
  const keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  bearer = await issuer.bearer();
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl },
  });
});
afterEach(() => {
  Object.assign(graph.delayMs, { users: 0, orders: 0, inventory: 0 });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([graph.close(), issuer.close()]);
});

interface Parts {
  type: string;
  parts: Json[];
  /** Milliseconds from the request to each part. */
  times: number[];
}

/** What Apollo Client accepts and how it reads the answer: `multipart/mixed`, JSON between boundaries. */
async function askInParts(
  query: string,
  variables: object = {},
  headers: object = bearer,
): Promise<Parts> {
  const startedAt = performance.now();
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept:
        'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
    },
    body: JSON.stringify({ query, variables }),
  });
  const type = response.headers.get('content-type')!;
  if (!type.startsWith('multipart/mixed'))
    return { type, parts: [await response.json()], times: [] };
  const boundary = `\r\n--${/boundary="?([^;"]+)"?/.exec(type)![1]}`;
  const parts: Json[] = [];
  const times: number[] = [];
  let buffer = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    buffer += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = buffer.indexOf(boundary); end >= 0; end = buffer.indexOf(boundary)) {
      const part = buffer.slice(0, end);
      buffer = buffer.slice(end + boundary.length);
      const start = part.indexOf('\r\n\r\n');
      if (start < 0) continue;
      parts.push(JSON.parse(part.slice(start)));
      times.push(performance.now() - startedAt);
    }
  }
  expect(buffer).toMatch(/^--/);
  return { type, parts, times };
}

/** As a client puts the parts together: each into its place, the later over the earlier. */
function together(parts: Json[]): Json {
  const result = structuredClone(parts[0].data);
  const put = (target: Json, source: Json) => {
    for (const [key, value] of Object.entries<Json>(source))
      if (value && typeof value === 'object' && target[key]) put(target[key], value);
      else target[key] = value;
  };
  for (const { incremental = [] } of parts.slice(1))
    for (const { path, data } of incremental)
      if (data)
        put(
          path.reduce((at: Json, element: Json) => at[element], result),
          data,
        );
  return result;
}

const nested = `query ($later: Boolean = true) {
  me { id ... @defer(label: "orders", if: $later) {
    orders { number ... @defer(label: "lines") { lines { sku v: variant { name } } } }
  } }
}`;

describe('an operation with @defer', () => {
  test('is answered in parts, each at its path, with its label, nested ones too', async () => {
    const { type, parts } = await askInParts(nested);
    expect(type).toContain('deferSpec=20220824');
    expect(parts[0]).toEqual({ data: { me: { id: 'ada' } }, hasNext: true });
    const entries = parts.slice(1).flatMap(({ incremental = [] }) => incremental);
    expect(entries.map(({ label, path }: Json) => [label, path])).toEqual([
      ['orders', ['me']],
      ['lines', ['me', 'orders', 0]],
      ['lines', ['me', 'orders', 1]],
    ]);
    expect(parts.map(({ hasNext }) => hasNext)).toEqual([...parts.slice(1).map(() => true), false]);
    const whole = await ask(
      gateway,
      nested.replaceAll(/@defer\([^)]*\)|\(\$later.*true\)/g, ''),
      bearer,
    );
    expect(together(parts)).toEqual(whole.data);
  });

  test('does not wait for the slow part, and other parts do not either', async () => {
    graph.delayMs.inventory = 500;
    const { parts, times } = await askInParts(
      `{ me { id } ... @defer { products { name } } ... @defer { order(id: "o7") { number } } }`,
    );
    expect(parts[0]).toEqual({ data: { me: { id: 'ada' } }, hasNext: true });
    expect(parts[1].incremental[0].data).toEqual({ order: { number: 7 } });
    expect(parts[2].incremental[0].data.products).toHaveLength(2);
    expect(times[1]).toBeLessThan(450);
    expect(times[2]).toBeGreaterThan(450);
  });

  test('comes in one when it is not to be deferred', async () => {
    const one = await askInParts(nested, { later: false });
    expect(one.parts[0].data.me.orders).toEqual([{ number: 1 }, { number: 2 }]);
    expect(together(one.parts).me.orders[1].lines[0].v).toEqual({ name: 'A cup' });
    const never = await askInParts(`{ me { id ... @defer(if: false) { name } } }`);
    expect(never.type).toContain('json');
    expect(never.parts).toEqual([{ data: { me: { id: 'ada', name: 'User ada' } } }]);
  });

  test('comes in one to a client that does not accept parts, however often it is run', async () => {
    for (let index = 0; index < 3; index++) {
      const { data, headers } = await ask(gateway, nested, bearer);
      expect(headers.get('content-type')).toContain('application/json');
      expect(data.me.orders[0].lines[0].v).toEqual({ name: 'A cup' });
    }
  });

  test('is deferred through named fragments, aliases and __typename', async () => {
    const query = `query { __typename who: me { ...F @defer } }
      fragment F on User { __typename bought: orders { number } }`;
    const { parts } = await askInParts(query);
    const { data } = await ask(gateway, query, bearer);
    expect(together(parts)).toEqual(data);
    expect(parts[0].data).toEqual({ __typename: 'Query', who: {} });
    expect(together(parts)).toEqual({
      __typename: 'Query',
      who: { __typename: 'User', bought: [{ number: 1 }, { number: 2 }] },
    });
  });

  test('has no part where its place is null', async () => {
    const query = `{ refused missing: order(id: "o1") { number } me { ... @defer { orders { id } } } }`;
    const { parts } = await askInParts(query, {}, {});
    expect(parts[0].data).toEqual({ refused: null, missing: { number: 1 }, me: null });
    expect(parts[0].errors[0]).toMatchObject({
      path: ['refused'],
      extensions: { code: 'FORBIDDEN', service: 'users' },
    });
    expect(parts.slice(1)).toEqual([{ hasNext: false }]);
  });

  test('nulls in its part what cannot be there, and says so at the path', async () => {
    // The users of this graph have no name when they are fetched by their id.
    const { parts } = await askInParts(`{ me { id ... @defer(label: "name") { name } } }`);
    expect(parts[1].incremental).toEqual([
      {
        data: null,
        path: ['me'],
        label: 'name',
        errors: [expect.objectContaining({ path: ['me', 'name'] })],
      },
    ]);
  });

  test('tells an error in the part that it belongs to, at its path', async () => {
    await graph.stop('inventory');
    try {
      const { parts } = await askInParts(nested);
      expect(parts[0].errors).toBeUndefined();
      const entries = parts.slice(1).flatMap(({ incremental = [] }) => incremental);
      const errors = entries.flatMap(({ errors: own = [] }: Json) => own);
      expect(errors).toEqual([
        {
          message: 'The inventory service did not answer.',
          path: ['me', 'orders'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' },
        },
      ]);
      expect(together(parts).me.orders[0].lines[0]).toEqual({ sku: 'cup', v: null });
    } finally {
      await graph.start('inventory');
    }
  });

  test('is validated as every other', async () => {
    const { parts } = await askInParts(`{ me { ... @defer { nothing } } }`);
    expect(parts[0].errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
