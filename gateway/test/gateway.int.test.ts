import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIdentityVerifier, identityHeader, startTracing } from '@tributary/service';
import type { JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type MiniGraph, startMiniGraph, subgraphNames } from './mini-graph.js';
import {
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';

let keys: KeyPair;
let graph: MiniGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;
let stopTelemetry: () => Promise<void>;
const toClose: (() => Promise<void>)[] = [];

beforeAll(async () => {
  stopTelemetry = startTracing('gateway-test');
  keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  issuer = await startTokenIssuer();
  gateway = await start();
});
afterEach(async () => {
  graph.delayMs = Object.assign(graph.delayMs, { users: 0, orders: 0, inventory: 0 });
  for (const close of toClose.splice(0).reverse()) await close();
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
  await issuer.close();
  await stopTelemetry();
});

function start(config: Parameters<typeof startGateway>[0]['config'] = {}) {
  return startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl, ...config },
  });
}

async function startOwn(config: Parameters<typeof start>[0]): Promise<RunningGateway> {
  const own = await start(config);
  toClose.push(() => own.close());
  return own;
}

const account = `{ me { id name orders { number lines { sku variant { name available } } } } }`;

describe('an operation over three subgraphs', () => {
  test('is planned and joined', async () => {
    const { data, errors } = await ask(gateway, account, await issuer.bearer());
    expect(errors).toBeUndefined();
    const lines = ['cup', 'pot'].map((sku) => ({
      sku,
      variant: { name: `A ${sku}`, available: 3 },
    }));
    expect(data.me).toEqual({
      id: 'ada',
      name: 'User ada',
      orders: [
        { number: 1, lines },
        { number: 2, lines },
      ],
    });
  });

  test('shows its plan to one who asks where the explorer is on', async () => {
    const asking = { 'x-query-plan': '1', ...(await issuer.bearer()) };
    const { extensions } = await ask(gateway, account, asking);
    for (const name of subgraphNames)
      expect(extensions!['queryPlan'].text).toContain(`Fetch(service: "${name}")`);
    const closed = await startOwn({ explorer: false });
    expect((await ask(closed, account, asking)).extensions).toBeUndefined();
    expect((await ask(gateway, account)).extensions).toBeUndefined();
  });

  test('is refused politely when it is a subscription', async () => {
    const { status, errors } = await ask(gateway, `subscription { orderUpdated(id: "o1") { id } }`);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('Subscriptions'),
      extensions: { code: 'BAD_REQUEST' },
    });
  });
});

describe('the caller', () => {
  test('reaches each subgraph as a signed identity of his own', async () => {
    const verify = await createIdentityVerifier(keys.publicKey);
    const received = async (claims: JWTPayload) => {
      await ask(gateway, account, await issuer.bearer(claims));
      return Promise.all(
        subgraphNames.map(async (name) => {
          const header = graph.received[name].at(-1)?.[identityHeader] as string;
          return verify(header);
        }),
      );
    };
    for (const identity of await received({ sub: 'ada', sid: 's1' }))
      expect(identity).toEqual({ userId: 'ada', sessionId: 's1', roles: ['CUSTOMER'] });
    for (const identity of await received({ sub: 'bob', sid: 's2', roles: ['STAFF', 'KING'] }))
      expect(identity).toEqual({ userId: 'bob', sessionId: 's2', roles: ['STAFF'] });
  });

  test('keeps his credentials between himself and the gateway', async () => {
    await ask(gateway, account, { ...(await issuer.bearer()), cookie: 'a=b' });
    for (const name of subgraphNames) {
      const headers = graph.received[name].at(-1)!;
      expect(headers.authorization).toBeUndefined();
      expect(headers.cookie).toBeUndefined();
    }
  });

  test('without a token is a guest', async () => {
    const { data, errors } = await ask(gateway, account);
    expect({ data, errors }).toEqual({ data: { me: null }, errors: undefined });
  });

  test('is known by his address and agent, and by what a proxy says only when it is trusted', async () => {
    const headers = {
      ...(await issuer.bearer()),
      'user-agent': 'test/1',
      'x-client-ip': '203.0.113.7',
    };
    const query = `{ me { ip agent } }`;
    expect((await ask(gateway, query, headers)).data.me).toEqual({
      ip: '127.0.0.1',
      agent: 'test/1',
    });
    const trusting = await startOwn({ trustProxy: true });
    expect((await ask(trusting, query, headers)).data.me.ip).toBe('203.0.113.7');
  });

  test('cannot set the headers with which subgraphs are told about him', async () => {
    const forged = { [identityHeader]: 'forged', 'x-client-user-agent': 'forged' };
    await ask(gateway, `{ me { id } }`, forged);
    expect(JSON.stringify(graph.received.users.at(-1))).not.toContain('forged');
  });
});

describe('request id and trace', () => {
  test('go on to every subgraph', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const sent = {
      'x-request-id': 'request-0001',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    };
    const { headers } = await ask(gateway, account, { ...(await issuer.bearer()), ...sent });
    expect(headers.get('x-request-id')).toBe('request-0001');
    const spans = subgraphNames.map((name) => {
      const received = graph.received[name].at(-1)!;
      expect(received['x-request-id']).toBe('request-0001');
      expect(received['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
      return received['traceparent'];
    });
    expect(new Set([...spans, sent.traceparent]).size).toBe(4);
  });
});

describe('a subgraph that is down', () => {
  test('costs only its own fields, and comes back without a restart', async () => {
    const bearer = await issuer.bearer();
    await graph.stop('inventory');
    const { status, data, errors } = await ask(gateway, account, bearer);
    expect(status).toBe(200);
    expect(data.me.orders[0].lines[0]).toEqual({ sku: 'cup', variant: null });
    expect(errors).toEqual([
      {
        message: 'The inventory service did not answer.',
        path: ['me', 'orders'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' },
      },
    ]);
    await graph.start('inventory');
    const again = await ask(gateway, account, bearer);
    expect(again.errors).toBeUndefined();
    expect(again.data.me.orders[0].lines[0].variant).toEqual({ name: 'A cup', available: 3 });
  });

  test('is named at each root field that is missing', async () => {
    await graph.stop('inventory');
    toClose.push(() => graph.start('inventory'));
    const query = `{ order(id: "o7") { number } a: products { sku } ...D } fragment D on Query { dearest { sku } }`;
    const { data, errors } = await ask(gateway, query);
    expect(data).toEqual({ order: { number: 7 }, a: null, dearest: null });
    expect(errors?.map(({ path }) => path?.join()).sort()).toEqual(['a', 'dearest']);
  });

  test('does not hinder the start: all may be down', async () => {
    const dead = await startOwn({
      subgraphUrls: { users: deadUrl, orders: deadUrl, inventory: deadUrl },
      jwksUrl: deadUrl,
    });
    expect((await fetch(`${dead.url}/health/ready`)).status).toBe(200);
    const { data, errors } = await ask(
      dead,
      `{ __typename products { sku } order(id: "o1") { id } }`,
    );
    expect(data).toEqual({ __typename: 'Query', products: null, order: null });
    expect(errors?.map(({ extensions }) => extensions.service).sort()).toEqual([
      'inventory',
      'orders',
    ]);
  });
});

/** Port 1 needs privileges to listen on and is nobody's. */
const deadUrl = 'http://127.0.0.1:1/';

describe('a subgraph that is slow', () => {
  test('is waited for no longer than its limit', async () => {
    graph.delayMs.inventory = 3_000;
    const impatient = await startOwn({ subgraphTimeoutMs: 200 });
    const startedAt = Date.now();
    const { data, errors } = await ask(
      impatient,
      `{ products { sku } order(id: "o1") { number } }`,
    );
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(data).toEqual({ products: null, order: { number: 1 } });
    expect(errors?.[0]?.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' });
  });

  test('is waited for no longer than the client wants', async () => {
    graph.delayMs.inventory = 3_000;
    const { errors } = await ask(gateway, `{ products { sku } }`, { 'x-timeout-ms': '200' });
    expect(errors?.[0]).toMatchObject({
      path: ['products'],
      extensions: { code: 'DEADLINE_EXCEEDED', service: 'inventory' },
    });
  });

  test('is told how much time is left, less at each hop', async () => {
    graph.delayMs.users = 100;
    await ask(gateway, account, { ...(await issuer.bearer()), 'x-timeout-ms': '5000' });
    const left = subgraphNames.map((name) => Number(graph.received[name].at(-1)?.['x-timeout-ms']));
    const [users, orders] = left as [number, number];
    expect(users).toBeLessThanOrEqual(5_000);
    expect(orders).toBeLessThanOrEqual(users - 95);
  });
});

describe('a subgraph that answers nonsense', () => {
  const answers: Record<string, RequestListener> = {
    HTML: (_request, response) => response.end('<h1>Welcome to nginx</h1>'),
    'HTTP 500': (_request, response) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ data: { products: [] } }));
    },
    'HTTP 302': (_request, response) => response.writeHead(302, { location: '/' }).end(),
    'an empty body': (_request, response) => response.end(),
    'JSON that is no response': (_request, response) => response.end('[1, 2]'),
    'a list as data': (_request, response) => response.end('{"data":[1]}'),
    'errors that are no list': (_request, response) => response.end('{"errors":"no"}'),
    'a torn body': (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":');
      setTimeout(() => response.destroy(), 10);
    },
    'too much': (_request, response) =>
      response.end(`{"data":{"products":"${'x'.repeat(21 * 1_048_576)}"}}`),
  };

  for (const [what, listener] of Object.entries(answers))
    test(`with ${what} is unavailable`, async () => {
      const url = await listen(listener);
      const own = await startOwn({ subgraphUrls: { inventory: url } });
      const query = `{ products { sku } order(id: "o1") { number } }`;
      const { status, data, errors } = await ask(own, query);
      expect(status).toBe(200);
      expect(data).toEqual({ products: null, order: { number: 1 } });
      expect(errors).toEqual([
        {
          message: 'The inventory service did not answer.',
          path: ['products'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' },
        },
      ]);
    });

  test('with another number of entities is unavailable', async () => {
    const url = await listen((_request, response) =>
      response.end('{"data":{"_entities":[{"name":"x","available":1}]}}'),
    );
    const own = await startOwn({ subgraphUrls: { inventory: url } });
    const { data, errors } = await ask(own, account, await issuer.bearer());
    expect(data.me.orders[0].lines[0].variant).toBeNull();
    expect(errors?.[0]?.extensions).toEqual({ code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' });
  });

  test('with null where it promised a value is an error, not a silent null', async () => {
    const url = await listen((_request, response) => response.end('{"data":{"odd":null}}'));
    const own = await startOwn({ subgraphUrls: { users: url } });
    const { data, errors } = await ask(own, `{ odd }`);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });
});

async function listen(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.unshift(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

describe('errors of a subgraph', () => {
  test('keep code, message and path, and name the service', async () => {
    const { errors } = await ask(gateway, `{ refused }`);
    expect(errors).toEqual([
      {
        message: 'Not for you.',
        path: ['refused'],
        extensions: { code: 'FORBIDDEN', service: 'users', field: 'refused' },
      },
    ]);
  });

  test('without a code of ours say nothing of their cause', async () => {
    const { errors } = await ask(gateway, `{ secret }`);
    expect(errors).toEqual([
      {
        message: 'A fault of ours; the log has it under the request id.',
        path: ['secret'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'users' },
      },
    ]);
  });

  const withInternals = (code: string) => ({
    code,
    http: { status: 418, headers: {} },
    exception: { stacktrace: ['at /srv/app.js:1'] },
  });
  const failing = (message: string, code: string) =>
    listen((_request, response) => {
      response.statusCode = 400;
      response.end(JSON.stringify({ errors: [{ message, extensions: withInternals(code) }] }));
    });

  test('bring no internals along and do not set the status of the gateway’s answer', async () => {
    const users = await failing('Somebody was faster.', 'CONFLICT');
    const own = await startOwn({ subgraphUrls: { users } });
    const { status, errors } = await ask(own, `{ refused }`);
    expect(status).toBe(200);
    expect(errors).toEqual([
      { message: 'Somebody was faster.', extensions: { code: 'CONFLICT', service: 'users' } },
    ]);
  });

  test('do not blame the client for what the gateway sent', async () => {
    const users = await failing('Cannot query field "x" at /srv', 'GRAPHQL_VALIDATION_FAILED');
    const own = await startOwn({ subgraphUrls: { users } });
    const { errors } = await ask(own, `{ refused }`);
    expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', service: 'users' });
    expect(JSON.stringify(errors)).not.toContain('/srv');
  });

  test('of a subgraph that does not trust this gateway are a fault of ours', async () => {
    const stranger = await createKeyPair();
    const own = await startOwn({ identityKey: stranger.privateKey });
    const { errors } = await ask(own, `{ refused }`);
    expect(errors?.[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', service: 'users' });
  });
});

describe('connections', () => {
  test('are kept and bounded', async () => {
    let opened = 0;
    const server = createServer((_request, response) =>
      setTimeout(() => response.end('{"data":{"products":[]}}'), 150),
    );
    server.on('connection', () => opened++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    toClose.push(() => new Promise((resolve) => server.close(() => resolve())));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const own = await startOwn({ subgraphUrls: { inventory: url } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => ask(own, `query P${index} { products { sku } }`)),
    );
    expect(answers.every(({ data }) => data.products.length === 0)).toBe(true);
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThanOrEqual(64);
  });

  test('to a subgraph that restarted are opened anew', async () => {
    const products = async () => (await ask(gateway, `{ products { sku } }`)).data.products;
    expect(await products()).toHaveLength(2);
    await graph.stop('inventory');
    await graph.start('inventory');
    await expect.poll(products).toHaveLength(2);
  });
});
