/** What a gateway allows the clients of its WebSockets, slow ones among them, and how it sends them away. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startTokenIssuer } from './access-tokens.js';
import { type EventSetUp, startEventSetUp } from './event-set-up.js';
import { type Json, type RunningGateway, until } from './running-gateway.js';

let setUp: EventSetUp;
let { orders, watched } = {} as EventSetUp;
let gateway: RunningGateway | undefined;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  setUp = await startEventSetUp();
  ({ orders, watched } = setUp);
});
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.terminate());
  await gateway?.close();
  gateway = undefined;
  await watched(0);
});
afterAll(() => setUp.close());

async function start(env: NodeJS.ProcessEnv = {}, config = {}) {
  return (gateway = await setUp.start({ env, config }));
}

interface Peer {
  socket: WebSocket;
  messages: Json[];
  send: (message: object) => void;
  /** Resolves with the code. */
  closed: Promise<number>;
}

/** A client of the protocol, by hand: so that it can misbehave. */
async function open({ url }: RunningGateway): Promise<Peer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  sockets.push(socket);
  const messages: Json[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  socket.on('error', () => undefined);
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ type: 'connection_init' });
  await until('it is acknowledged', async () => messages.length === 1);
  return { socket, messages, send, closed };
}

/** The status with which a WebSocket is refused, or 101. */
function statusOf({ url }: RunningGateway): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode!));
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('error', () => undefined);
  });
}

const query = 'subscription { orderUpdated(id: "o1") { number lines { sku } } }';
const subscribe = ({ send }: Peer, id = 'a') => send({ id, type: 'subscribe', payload: { query } });

describe('a client that does not read', () => {
  test('is put out with its connection, and no other', async () => {
    const own = await start({ SUBSCRIPTION_QUEUE: '20', SUBSCRIPTIONS_MAX: '2' });
    const [slow, quick] = [await open(own), await open(own)];
    subscribe(slow);
    subscribe(quick);
    await watched(2);
    expect(await statusOf(own)).toBe(503);
    slow.socket.pause();
    const lines = Array.from({ length: 100 }, () => ({ sku: 'cup'.padEnd(5_000, 'x') }));
    let sent = 0;
    await until('the slow one is put out', async () => {
      for (let index = 0; index < 2; index++) orders.emit({ id: 'o1', number: ++sent, lines });
      await until('the quick one has all', async () => quick.messages.length === 1 + sent);
      return orders.watched().length === 1;
    });
    expect(quick.messages.slice(1).every(({ payload }) => !payload.errors)).toBe(true);
    // Its connection is given up as well, although it does not read what it is told.
    await until('there is room again', async () => (await statusOf(own)) === 101);
  });

  test('of its events is waited for: the next one is made when it has taken the last', async () => {
    const own = await start({ SUBSCRIPTION_QUEUE: '10000' });
    const slow = await open(own);
    subscribe(slow);
    await watched(1);
    slow.socket.pause();
    const sku = 'cup'.padEnd(20_000, 'x');
    for (let number = 1; number <= 1_000; number++)
      orders.emit({ id: 'o1', number, lines: [{ sku }] });
    // Twenty megabytes: more than two sockets and a queue hold.
    await watched(0);
    slow.socket.resume();
    await until('it is told', async () => slow.messages.at(-1)?.type === 'complete');
    expect(slow.messages.at(-2).payload.errors[0].extensions.code).toBe('SUBSCRIPTION_TOO_SLOW');
    expect(slow.messages.length).toBeLessThan(1_000);
  });
});

describe('a connection', () => {
  test('carries a hundred operations at a time', async () => {
    const own = await start({ SUBSCRIPTIONS_PER_CALLER: '1000' });
    const peer = await open(own);
    for (let index = 0; index < 103; index++) subscribe(peer, `s${index}`);
    await until('three are refused', async () => peer.messages.length === 4);
    await watched(100);
    for (const { type, payload } of peer.messages.slice(1))
      expect([type, payload[0].extensions.code]).toEqual(['error', 'RATE_LIMITED']);
  });

  test('takes messages as large as bodies may be', async () => {
    const own = await start({ BODY_LIMIT_BYTES: '2000' });
    const peer = await open(own);
    peer.send({ id: 'a', type: 'subscribe', payload: { query: query.padEnd(1_000) } });
    await watched(1);
    peer.send({ id: 'b', type: 'subscribe', payload: { query: query.padEnd(2_000) } });
    expect(await peer.closed).toBe(1009);
  });

  test('is kept alive, and ended when its client is gone without a word', async () => {
    const own = await start({ SUBSCRIPTION_HEARTBEAT_MS: '200' });
    const peer = await open(own);
    await once(peer.socket, 'ping');
    subscribe(peer);
    await watched(1);
    peer.socket.pause();
    await watched(0);
    expect(peer.messages).toHaveLength(1);
  });
});

describe('a gateway that stops', () => {
  test('sends quiet clients away, too', async () => {
    const own = await start();
    const peer = await open(own);
    gateway = undefined;
    await own.close();
    expect(await peer.closed).toBe(1012);
  });

  test('takes no new ones, and does not wait for those that do not answer', async () => {
    const own = await start();
    const deaf = connect(Number(new URL(own.url).port), '127.0.0.1');
    deaf.write(
      'GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
        'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
        'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
    );
    await once(deaf, 'data');
    const closing = once(deaf, 'data');
    gateway = undefined;
    const closed = own.close();
    await closing;
    expect(await statusOf(own)).toBe(503);
    await closed;
    deaf.destroy();
  });

  test('begins no subscription whose request was under way', async () => {
    const issuer = await startTokenIssuer();
    let release!: () => void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    const held = createServer((_request, response) => {
      asked++;
      void gate
        .then(() => fetch(issuer.jwksUrl))
        .then((keysOfIssuer) => keysOfIssuer.text())
        .then((text) => response.setHeader('content-type', 'application/json').end(text));
    });
    await new Promise<void>((resolve) => held.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(held.address() as AddressInfo).port}/`;
    const own = await start({}, { jwksUrl });
    const answered = fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(await issuer.bearer()),
      },
      body: JSON.stringify({ query }),
    });
    await until('the caller is being looked up', async () => asked === 1);
    gateway = undefined;
    const closed = own.close();
    release();
    const { status } = await answered;
    await closed;
    expect(status).toBe(503);
    expect(orders.watched()).toEqual([]);
    held.close();
    held.closeAllConnections();
    await issuer.close();
  });
});
