import { createIdentityVerifier, identityHeader } from '@tributary/service';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type EventSetUp, startEventSetUp } from './event-set-up.js';
import { type Json, type RunningGateway, until } from './running-gateway.js';

let setUp: EventSetUp;
let { keys, orders, issuer, watched } = {} as EventSetUp;
let gateway: RunningGateway;
const toClose: (() => unknown)[] = [];

beforeAll(async () => {
  setUp = await startEventSetUp();
  ({ keys, orders, issuer, watched } = setUp);
  gateway = await start();
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
  await watched(0);
});
afterAll(async () => {
  await gateway.close();
  await setUp.close();
});

/** Here the gateway and the subgraph speak graphql-ws, too. */
const start = (env: NodeJS.ProcessEnv = {}) =>
  setUp.start({ env: { SUBGRAPH_SUBSCRIPTIONS: 'orders=ws', ...env } });

async function startOwn(env: NodeJS.ProcessEnv) {
  const own = await start(env);
  toClose.push(() => own.close());
  return own;
}

interface Options {
  connectionParams?: () => Promise<Record<string, unknown>>;
  retryAttempts?: number;
  url?: () => string;
}

function connect({ url }: { url: string }, options: Options = {}) {
  const closes: { code: number; reason: string }[] = [];
  const client = createClient({
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    retryWait: async () => undefined,
    on: { closed: (event) => closes.push(event as (typeof closes)[number]) },
    ...options,
    url: options.url ?? (() => socketUrl(url)),
  });
  toClose.push(() => client.dispose());
  return { client, closes };
}

const socketUrl = (url: string) => `${url.replace('http', 'ws')}/graphql`;
const text = `subscription ($id: ID!) {
  updated: orderUpdated(id: $id) { number lines { variant { name } } }
}`;

function subscribe(client: Client, id = 'o1', query = text) {
  const results: Json[] = [];
  const end = new Promise<Json>((resolve) => {
    client.subscribe(
      { query, variables: { id } },
      {
        next: (result) => results.push(result),
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  return { results, end };
}

const cup = { lines: [{ sku: 'cup' }] };
const resultOf = (number: number) => ({
  data: { updated: { number, lines: [{ variant: { name: 'A cup' } }] } },
});

describe('a subscription over a WebSocket, to a subgraph that speaks it', () => {
  test('gets each event, several on one connection, until the subgraph completes them', async () => {
    const { client, closes } = connect(gateway);
    const [one, other] = [subscribe(client, 'o1'), subscribe(client, 'o2')];
    await watched(2);
    for (const number of [1, 2, 3]) orders.emit({ id: 'o1', number, ...cup });
    orders.emit({ id: 'o2', number: 9, ...cup });
    await until('all came', async () => one.results.length + other.results.length === 4);
    expect(one.results).toEqual([1, 2, 3].map(resultOf));
    expect(other.results).toEqual([resultOf(9)]);
    orders.complete();
    expect(await Promise.all([one.end, other.end])).toEqual(['complete', 'complete']);
    expect(closes).toEqual([]);
  });

  test('is made in the name of the caller', async () => {
    const { authorization } = await issuer.bearer();
    const { client } = connect(gateway, {
      connectionParams: async () => ({ Authorization: authorization, 'x-client-ip': '1.2.3.4' }),
    });
    subscribe(client);
    await watched(1);
    const verify = await createIdentityVerifier(keys.publicKey);
    const got = orders.received.at(-1)!;
    expect(await verify(String(got[identityHeader]))).toMatchObject({ userId: 'ada' });
    expect(got['x-client-ip']).toBe('127.0.0.1');
  });

  test('that is refused, by the gateway or by the subgraph, gets the code', async () => {
    const { client } = connect(gateway);
    const invalid = await subscribe(client, 'o1', 'subscription { nothing }').end;
    expect(invalid[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const none = subscribe(client, 'none');
    expect(await none.end).toBe('complete');
    expect(none.results[0].errors[0].extensions).toEqual({ code: 'NOT_FOUND', service: 'orders' });
    const query = subscribe(client, 'o1', 'query ($id: ID!) { order(id: $id) { id } }');
    expect(await query.end).toBe('complete');
    expect(query.results).toEqual([{ data: { order: { id: 'o1' } } }]);
  });

  test('survives that the subgraph is lost for a moment', async () => {
    const { client } = connect(gateway);
    const one = subscribe(client);
    await watched(1);
    orders.cut();
    await watched(0);
    await watched(1);
    orders.emit({ id: 'o1', number: 3, ...cup });
    await until('the event came', async () => one.results.length === 1);
    expect(one.results).toEqual([resultOf(3)]);
  });
});

describe('the connection', () => {
  test('with a bad token is closed, and with one that expires when it does', async () => {
    const bad = connect(gateway, { connectionParams: async () => ({ authorization: 'Bearer x' }) });
    await subscribe(bad.client).end;
    expect(bad.closes[0]).toMatchObject({ code: 4401, reason: 'UNAUTHENTICATED' });
    const exp = Math.floor(Date.now() / 1_000) - 2;
    const tokens = [await issuer.bearer({ exp }), await issuer.bearer()];
    const { client, closes } = connect(gateway, {
      connectionParams: async () => tokens.shift()!,
      retryAttempts: 1,
    });
    const one = subscribe(client);
    await until('it was closed', async () => closes.length === 1);
    expect(closes[0]).toMatchObject({ code: 4403, reason: 'TOKEN_EXPIRED' });
    await until('it is back', async () => orders.watched().length === 1 && tokens.length === 0);
    orders.emit({ id: 'o1', number: 1, ...cup });
    await until('the event came', async () => one.results.length === 1);
  });

  test('is not for pages of other origins', async () => {
    const open = (origin: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(socketUrl(gateway.url), 'graphql-transport-ws', { origin });
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
        socket.on('open', () => {
          socket.close();
          resolve('open');
        });
        socket.on('error', () => undefined);
      });
    expect(await open('https://evil.example')).toBe(403);
    expect(await open(gateway.url)).toBe('open');
  });

  test('is counted with the others of its caller', async () => {
    const own = await startOwn({ SUBSCRIPTIONS_PER_CALLER: '1' });
    const { client } = connect(own);
    subscribe(client);
    await watched(1);
    expect((await subscribe(client).end)[0].extensions.code).toBe('RATE_LIMITED');
  });

  test('moves to another gateway when this one stops', async () => {
    const leaving = await start();
    const staying = await startOwn({});
    let url = leaving.url;
    const { client, closes } = connect(leaving, { url: () => socketUrl(url), retryAttempts: 2 });
    const one = subscribe(client);
    await watched(1);
    url = staying.url;
    await leaving.close();
    expect(closes[0]).toMatchObject({ code: 1012 });
    await watched(1);
    orders.emit({ id: 'o1', number: 2, ...cup });
    await until('the event came', async () => one.results.length === 1);
    expect(one.results).toEqual([resultOf(2)]);
  });
});
