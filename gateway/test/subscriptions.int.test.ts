import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createIdentityVerifier, identityHeader } from '@tributary/service';
import { createClient } from 'graphql-sse';
import { Agent, fetch } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EventSetUp, startEventSetUp } from './event-set-up.js';
import { compose } from './mini-graph.js';
import { ask, type Json, type RunningGateway, startGateway, until } from './running-gateway.js';

let setUp: EventSetUp;
let { keys, graph, orders, issuer, watched } = {} as EventSetUp;
let gateway: RunningGateway;
const toClose: (() => unknown)[] = [];

beforeAll(async () => {
  setUp = await startEventSetUp();
  ({ keys, graph, orders, issuer, watched } = setUp);
  gateway = await setUp.start();
});
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
  await watched(0);
});
afterAll(async () => {
  await sockets.destroy();
  await gateway.close();
  await setUp.close();
});

/** The clients' own: undici opens the next connection after one that was aborted, and servers wait for it. */
const sockets = new Agent();
const fetchFn = (url: string, init: object) => fetch(url, { ...init, dispatcher: sockets });

type Config = NonNullable<Parameters<typeof startGateway>[0]['config']>;

async function startOwn(config: Config = {}, env: NodeJS.ProcessEnv = {}) {
  const own = await setUp.start({ config, env });
  toClose.push(() => own.close());
  return own;
}

const query = `subscription ($id: ID!) {
  updated: orderUpdated(id: $id) { number lines { variant { name available } } }
}`;

interface Subscriber {
  results: Json[];
  /** Resolves with what the end was. */
  end: Promise<unknown>;
  connects: () => number;
  leave: () => void;
}

/** A client of the library, which tries again by itself where the protocol says so. */
function subscribe(
  { url }: { url: string },
  id = 'o1',
  options: { headers?: Record<string, string>; query?: string; retryAttempts?: number } = {},
): Subscriber {
  let connects = 0;
  const client = createClient({
    url: `${url}/graphql`,
    headers: options.headers ?? {},
    retryAttempts: options.retryAttempts ?? 0,
    retry: async () => undefined,
    fetchFn,
    on: { connected: () => connects++ },
  });
  const results: Json[] = [];
  let leave = () => {};
  const end = new Promise((resolve) => {
    leave = client.subscribe(
      { query: options.query ?? query, variables: { id } },
      {
        next: (result) => results.push(result),
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  toClose.push(leave);
  return { results, end, connects: () => connects, leave };
}

const received = (subscriber: Subscriber, count: number) =>
  until(`${count} results came`, async () => subscriber.results.length >= count);
const cup = { lines: [{ sku: 'cup' }] };
const resultOf = (number: number) => ({
  data: { updated: { number, lines: [{ variant: { name: 'A cup', available: 3 } }] } },
});

describe('a subscription over server-sent events', () => {
  test('gets each event with the rest of its fields from the other services, in order', async () => {
    const one = subscribe(gateway, 'o1');
    const other = subscribe(gateway, 'o2');
    await watched(2);
    for (let number = 1; number <= 5; number++) orders.emit({ id: 'o1', number, ...cup });
    orders.emit({ id: 'o2', number: 7, ...cup });
    await Promise.all([received(one, 5), received(other, 1)]);
    expect(one.results).toEqual([1, 2, 3, 4, 5].map(resultOf));
    expect(other.results).toEqual([resultOf(7)]);
    orders.complete();
    expect(await Promise.all([one.end, other.end])).toEqual(['complete', 'complete']);
  });

  test('leaves the subgraph when the client leaves', async () => {
    const one = subscribe(gateway);
    await watched(1);
    one.leave();
    await watched(0);
    expect(one.results).toEqual([]);
  });

  test('is made in the name of the caller, and so is what is fetched for its events', async () => {
    const verify = await createIdentityVerifier(keys.publicKey);
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const headers = { ...(await issuer.bearer()), traceparent, 'x-request-id': 'request-0001' };
    const one = subscribe(gateway, 'o1', { headers });
    await watched(1);
    orders.emit({ id: 'o1', number: 1, ...cup });
    await received(one, 1);
    for (const got of [orders.received.at(-1)!, graph.received.inventory.at(-1)!]) {
      expect(await verify(String(got[identityHeader]))).toMatchObject({ userId: 'ada' });
      expect(got['x-request-id']).toBe('request-0001');
      expect(got['traceparent']).toContain('a'.repeat(32));
      expect(got.authorization).toBeUndefined();
    }
  });

  test('gives an event what time a request has, however long it has lasted', async () => {
    const own = await startOwn({ requestTimeoutMs: 400 });
    const one = subscribe(own);
    await watched(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    orders.emit({ id: 'o1', number: 1, ...cup });
    await received(one, 1);
    expect(one.results).toEqual([resultOf(1)]);
    expect(Number(graph.received.inventory.at(-1)!['x-timeout-ms'])).toBeGreaterThan(100);
  });

  test('tells what is missing of an event at its place, and goes on', async () => {
    await graph.stop('inventory');
    const one = subscribe(gateway);
    await watched(1);
    orders.emit({ id: 'o1', number: 1, ...cup });
    await received(one, 1);
    expect(one.results[0].data).toEqual({ updated: { number: 1, lines: [{ variant: null }] } });
    expect(one.results[0].errors).toEqual([
      {
        message: 'The inventory service did not answer.',
        path: ['updated', 'lines'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'inventory' },
      },
    ]);
    await graph.start('inventory');
    orders.emit({ id: 'o1', number: 2, ...cup });
    await received(one, 2);
    expect(one.results[1]).toEqual(resultOf(2));
  });

  test('nulls what the schema says, and masks what the subgraph says', async () => {
    const one = subscribe(gateway);
    await watched(1);
    orders.emit({ id: 'o1', number: null });
    await received(one, 1);
    expect(one.results[0]).toEqual({
      data: { updated: null },
      errors: [
        {
          message: 'A fault of ours; the log has it under the request id.',
          path: ['updated', 'number'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'orders' },
        },
      ],
    });
  });

  test('that the subgraph refuses ends with its code', async () => {
    const one = subscribe(gateway, 'none');
    expect(await one.end).toBe('complete');
    expect(one.results[0].errors[0]).toMatchObject({
      message: 'No.',
      extensions: { code: 'NOT_FOUND', service: 'orders' },
    });
  });

  test('works for EventSource, which can only GET, and sends heartbeats', async () => {
    const own = await startOwn({}, { SUBSCRIPTION_HEARTBEAT_MS: '20' });
    const search = new URLSearchParams({ query, variables: '{"id":"o1"}' });
    const abort = new AbortController();
    toClose.push(() => abort.abort());
    const response = await fetch(`${own.url}/graphql?${String(search)}`, {
      headers: { accept: 'text/event-stream' },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await watched(1);
    orders.emit({ id: 'o1', number: 1, ...cup });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk);
      if (text.split(':\n\n').length > 5 && text.includes('event: next')) break;
    }
    expect(text).toContain(`event: next\ndata: ${JSON.stringify(resultOf(1))}\n\n`);
  });
});

test('a page of another origin may not subscribe by GET', async () => {
  const search = new URLSearchParams({ query, variables: '{"id":"o1"}' });
  const headers = { accept: 'text/event-stream', origin: 'https://evil.example' };
  const response = await fetch(`${gateway.url}/graphql?${String(search)}`, { headers });
  expect(await response.text()).toMatch(/"code":"FORBIDDEN"[^]*event: complete/);
  expect(orders.watched()).toEqual([]);
});

describe('what holds for queries holds for subscriptions', () => {
  const refusalOf = async (own: RunningGateway, text: string, headers = {}) => {
    const one = subscribe(own, 'o1', { query: text, headers });
    expect(await one.end).toBe('complete');
    return one.results[0].errors[0].extensions.code;
  };

  test('validation, the limit of depth and the types of variables', async () => {
    const invalid = `subscription ($id: ID!) { orderUpdated(id: $id) { price } }`;
    expect(await refusalOf(gateway, invalid)).toBe('GRAPHQL_VALIDATION_FAILED');
    const aliases = Array.from({ length: 60 }, (_, index) => `a${index}: id`).join(' ');
    const wide = `subscription ($id: ID!) { orderUpdated(id: $id) { ${aliases} } }`;
    expect(await refusalOf(gateway, wide)).toBe('GRAPHQL_VALIDATION_FAILED');
    const missing = `subscription ($no: ID!) { orderUpdated(id: $no) { id } }`;
    expect(await refusalOf(gateway, missing)).toBe('BAD_USER_INPUT');
    const conditional = `subscription ($id: ID!) { orderUpdated(id: $id) @skip(if: false) { id } }`;
    expect(await refusalOf(gateway, conditional)).toBe('BAD_REQUEST');
  });

  test('demand control', async () => {
    const own = await startOwn({ costLimits: { '*': 5 } });
    expect(await refusalOf(own, query)).toBe('COST_LIMIT_EXCEEDED');
  });

  test('a query or mutation over the same connection is answered once', async () => {
    const text = `query ($id: ID!) { order(id: $id) { number } }`;
    const one = subscribe(gateway, 'o4', { query: text });
    expect(await one.end).toBe('complete');
    expect(one.results).toEqual([{ data: { order: { number: 1 } } }]);
    const search = new URLSearchParams({
      query: 'mutation { addToCart(sku: "cup", quantity: 1) }',
    });
    const response = await fetch(`${gateway.url}/graphql?${String(search)}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.status).toBe(405);
  });

  test('plain requests are told how to subscribe', async () => {
    const { status, errors } = await ask(gateway, query, {}, { id: 'o1' });
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'BAD_REQUEST' } });
  });
});

describe('the caller’s token', () => {
  test('is checked first', async () => {
    const headers = await issuer.bearer({ exp: 1 });
    const one = subscribe(gateway, 'o1', { headers });
    expect(await one.end).toMatchObject({ response: { status: 401 } });
    expect(orders.watched()).toEqual([]);
  });

  test('ends the subscription when it expires', async () => {
    // The gateway is as tolerant as with queries: five seconds. Two are left to subscribe in.
    const exp = Math.floor(Date.now() / 1_000) - 2;
    const one = subscribe(gateway, 'o1', { headers: await issuer.bearer({ exp }) });
    await watched(1);
    expect(await one.end).toBe('complete');
    expect(one.results.at(-1).errors[0].extensions.code).toBe('TOKEN_EXPIRED');
    await watched(0);
  });
});

describe('limits', () => {
  test('of a caller leave room for others, and are given back', async () => {
    const own = await startOwn({}, { SUBSCRIPTIONS_PER_CALLER: '1' });
    const one = subscribe(own, 'o1');
    await watched(1);
    expect(await subscribe(own, 'o1').end).toMatchObject({ response: { status: 429 } });
    subscribe(own, 'o1', { headers: await issuer.bearer() });
    await watched(2);
    one.leave();
    await watched(1);
    subscribe(own, 'o1');
    await watched(2);
  });

  test('of the process hold for all', async () => {
    const own = await startOwn({}, { SUBSCRIPTIONS_MAX: '1' });
    subscribe(own, 'o1');
    await watched(1);
    const headers = await issuer.bearer();
    expect(await subscribe(own, 'o1', { headers }).end).toMatchObject({
      response: { status: 503 },
    });
  });

  test('of what waits for a slow client end its subscription and no other', async () => {
    const own = await startOwn({}, { SUBSCRIPTION_QUEUE: '20' });
    const slow = await openAndNeverRead(own.url);
    await watched(1);
    const quick = subscribe(own, 'o1');
    await watched(2);
    const lines = Array.from({ length: 100 }, () => ({ sku: 'cup'.padEnd(5_000, 'x') }));
    let sent = 0;
    await until('the slow one is put out', async () => {
      for (let index = 0; index < 2; index++) orders.emit({ id: 'o1', number: ++sent, lines });
      await until('the quick one has all', async () => quick.results.length === sent);
      return orders.watched().length === 1;
    });
    expect(quick.results.every(({ errors }) => errors === undefined)).toBe(true);
    await until('its connection is closed, unread as it is', async () => slow.isClosed());
  });

  test('a client that is put out is told why when it reads again', async () => {
    const own = await startOwn({}, { SUBSCRIPTION_QUEUE: '2' });
    graph.delayMs.inventory = 300;
    toClose.push(() => (graph.delayMs.inventory = 0));
    const one = subscribe(own, 'o1');
    await watched(1);
    for (let number = 1; number <= 10; number++) orders.emit({ id: 'o1', number, ...cup });
    expect(await one.end).toBe('complete');
    expect(one.results.at(-1).errors[0].extensions.code).toBe('SUBSCRIPTION_TOO_SLOW');
  });
});

/** A client that reads nothing, not even that it was put out: only who writes notices then. */
async function openAndNeverRead(url: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket.pause(), 'connect');
  let isClosed = false;
  socket.on('error', () => (isClosed = true)).on('close', () => (isClosed = true));
  toClose.push(() => socket.destroy());
  const body = JSON.stringify({ query, variables: { id: 'o1' } });
  const headers = 'content-type: application/json\r\naccept: text/event-stream\r\n';
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`,
  );
  return {
    isClosed: () => {
      socket.write('\r\n');
      return isClosed;
    },
  };
}

describe('a subgraph that is lost', () => {
  test('is subscribed to anew, without the client’s doing', async () => {
    const one = subscribe(gateway);
    await watched(1);
    orders.cut();
    await watched(0);
    await watched(1);
    orders.emit({ id: 'o1', number: 3, ...cup });
    await received(one, 1);
    expect(one.results).toEqual([resultOf(3)]);
    expect(one.connects()).toBe(1);
  });

  test('for good ends the subscription with a code', async () => {
    const own = await startOwn({}, { SUBSCRIPTION_RECONNECTS: '2' });
    const one = subscribe(own);
    await watched(1);
    await orders.stop();
    toClose.push(() => orders.start());
    expect(await one.end).toBe('complete');
    expect(one.results[0].errors).toEqual([
      {
        message: 'The orders service did not answer.',
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'orders' },
      },
    ]);
  });

  test('before the first event is told at once', async () => {
    const own = await startOwn({ subgraphUrls: { orders: 'http://127.0.0.1:1/graphql' } });
    const one = subscribe(own);
    expect(await one.end).toBe('complete');
    expect(one.results[0].errors[0].extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
  });

  test('or that talks nonsense or too much is no other', async () => {
    const answers = ['<h1>Hi</h1>', `event: next\ndata: ${'x'.repeat(2_000_000)}\n\n`];
    for (const text of answers) {
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/event-stream');
        if (text.startsWith('<')) response.setHeader('content-type', 'text/html');
        response.end(text);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      toClose.push(() => server.close());
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      const own = await startOwn(
        { subgraphUrls: { orders: url } },
        { SUBSCRIPTION_RECONNECTS: '1' },
      );
      const one = subscribe(own);
      expect(await one.end).toBe('complete');
      expect(one.results[0].errors[0].extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    }
  });
});

describe('a subgraph of several instances', () => {
  const policies = (first: string) =>
    JSON.stringify({ orders: { urls: [first, orders.url], breaker: { minCalls: 1 } } });
  const subscribeSoundly = async (to: RunningGateway) => {
    const one = subscribe(to);
    await watched(1);
    orders.emit({ id: 'o1', number: 5, ...cup });
    await received(one, 1);
    one.leave();
    await watched(0);
    return [one.connects(), ...one.results];
  };

  test('is subscribed to where queries are answered', async () => {
    let asked = 0;
    const failing = createServer((_request, response) => {
      asked++;
      response.writeHead(500).end();
    });
    await new Promise<void>((resolve) => failing.listen(0, '127.0.0.1', resolve));
    toClose.push(() => failing.close());
    const url = `http://127.0.0.1:${(failing.address() as AddressInfo).port}/graphql`;
    const own = await startOwn({}, { SUBGRAPH_POLICIES: policies(url) });
    await until('a query has found out', async () => {
      await ask(own, `{ order(id: "o${Math.random()}") { id } }`);
      return asked > 0;
    });
    asked = 0;
    for (let time = 0; time < 6; time++)
      expect(await subscribeSoundly(own)).toEqual([1, resultOf(5)]);
    expect(asked).toBe(0);
  });

  test('is subscribed to at another one when the first is not there', async () => {
    const env = { SUBGRAPH_POLICIES: policies('http://127.0.0.1:1/graphql') };
    const own = await startOwn({}, env);
    for (let time = 0; time < 6; time++)
      expect(await subscribeSoundly(own)).toEqual([1, resultOf(5)]);
  });
});

describe('a gateway that stops', () => {
  test('sends its clients on: they subscribe elsewhere by themselves', async () => {
    const leaving = await setUp.start();
    const staying = await startOwn();
    let port = leaving.url;
    const client = createClient({
      url: () => `${port}/graphql`,
      retry: async () => undefined,
      fetchFn,
      retryAttempts: 3,
    });
    toClose.push(() => client.dispose());
    const results: Json[] = [];
    client.subscribe(
      { query, variables: { id: 'o1' } },
      { next: (result) => results.push(result), error: () => {}, complete: () => {} },
    );
    await watched(1);
    port = staying.url;
    const startedAt = Date.now();
    await leaving.close();
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    await watched(1);
    orders.emit({ id: 'o1', number: 2, ...cup });
    await until('the event came', async () => results.length === 1);
    expect(results).toEqual([resultOf(2)]);
  });
});

describe('a new supergraph', () => {
  const requestTimeoutMs = 3_000;
  /** When each is moved, as a share of that time, which is left to chance otherwise. */
  const moveAt = (share: number) => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(share);
    toClose.push(() => random.mockRestore());
  };

  test('moves the subscriptions to it', async () => {
    moveAt(0.1);
    const own = await startOwn({ requestTimeoutMs });
    const one = subscribe(own, 'o1', { retryAttempts: 5 });
    await watched(1);
    const urls = { ...graph.urls, orders: orders.url };
    await own.replaceSupergraph(compose(urls, 'extend type Variant { colour: String }'));
    await until(
      'it was made anew',
      async () => one.connects() === 2 && orders.watched().length === 1,
    );
    orders.emit({ id: 'o1', number: 1, ...cup });
    await received(one, 1);
    expect(one.results).toEqual([resultOf(1)]);
  });

  test('that lacks a field is not theirs until then: they run on the old one', async () => {
    moveAt(0.7);
    const own = await startOwn({ requestTimeoutMs });
    const one = subscribe(own, 'o1', { retryAttempts: 1 });
    await watched(1);
    const urls = { ...graph.urls, orders: orders.url };
    await own.replaceSupergraph(compose(urls).replace(/^ *available: .*\n/m, ''));
    const fields = '{ __type(name: "Variant") { fields { name } } }';
    await until('the field is gone', async () => {
      const { data } = await ask(own, fields);
      return !JSON.stringify(data).includes('available');
    });
    orders.emit({ id: 'o1', number: 1, ...cup });
    await received(one, 1);
    await one.end;
    // Who subscribes anew does so on the new one.
    const refused = { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] };
    expect(one.results).toMatchObject([resultOf(1), refused]);
  });
});

describe('a subscription of a caller who may not see all of it', () => {
  const link = '@link(url: "https://specs.apollo.dev/join';
  const guarded = (field: RegExp) =>
    `${graph.supergraphSdl
      .replace(
        link,
        `@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY) ${link}`,
      )
      .replace(field, '$1 @authenticated')}\ndirective @authenticated on FIELD_DEFINITION`;
  const startGuarded = async (field: RegExp) => {
    const own = await startGateway({
      supergraphSdl: guarded(field),
      identityKey: keys.privateKey,
      config: { jwksUrl: issuer.jwksUrl, subgraphUrls: { orders: orders.url } },
    });
    toClose.push(() => own.close());
    return own;
  };

  test('has nulls and refusals in each event; another caller has all', async () => {
    const own = await startGuarded(/(available: Int[^\n]*)/);
    const guest = subscribe(own);
    const user = subscribe(own, 'o1', { headers: await issuer.bearer() });
    await watched(2);
    for (const number of [1, 2]) orders.emit({ id: 'o1', number, ...cup });
    await Promise.all([received(guest, 2), received(user, 2)]);
    expect(user.results).toEqual([1, 2].map(resultOf));
    for (const [index, { data, errors }] of guest.results.entries()) {
      const lines = [{ variant: { name: 'A cup', available: null } }];
      expect(data).toEqual({ updated: { number: index + 1, lines } });
      expect(errors).toMatchObject([
        {
          path: ['updated', 'lines', 0, 'variant', 'available'],
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ]);
    }
  });

  test('is not begun when its very field is refused', async () => {
    const own = await startGuarded(/(orderUpdated\(id: ID!\): Order[^\n]*)/);
    const guest = subscribe(own);
    await guest.end;
    expect(JSON.stringify([guest.results, await guest.end])).toContain('UNAUTHENTICATED');
    expect(orders.watched()).toEqual([]);
  });
});
