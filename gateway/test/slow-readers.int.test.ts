/** Clients that do not read what they asked for: how long they are waited for, and what they hold meanwhile. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { composeServices } from '@apollo/composition';
import { createHttpServer } from '@tributary/service/http-server';
import { parse } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { endSlowReaders } from '../src/front/slow-readers.js';
import { ask, type RunningGateway, silent, startGateway, until } from './running-gateway.js';
import { answer, type ScriptedSubgraph, startScriptedSubgraph } from './scripted-subgraph.js';

/** More than the buffers of two sockets take, and than a subgraph may send unless it is allowed to. */
const text = 'x'.repeat(14_000_000);
const query = '{ text }';

let subgraph: ScriptedSubgraph;
let supergraphSdl: string;
let gateway: RunningGateway | undefined;
const sockets: Socket[] = [];

beforeAll(async () => {
  subgraph = await startScriptedSubgraph(answer({ text }));
  const typeDefs = parse('type Query { text: String, short: String }');
  const services = [{ name: 'texts', url: subgraph.url, typeDefs }];
  supergraphSdl = composeServices(services).supergraphSdl!;
});
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  await gateway?.close();
  gateway = undefined;
});
afterAll(() => subgraph.stop());

async function start(unreadTimeoutMs: number) {
  const policies = { texts: { maxResponseBytes: 2 * text.length } };
  const env = {
    UNREAD_TIMEOUT_MS: String(unreadTimeoutMs),
    SUBGRAPH_POLICIES: JSON.stringify(policies),
  };
  return (gateway = await startGateway({ supergraphSdl, env }));
}

/** Sends a request and takes nothing of the answer until it is told to. */
async function askAndNotRead({ url }: Pick<RunningGateway, 'url'>, headers = '') {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  socket.pause();
  const body = JSON.stringify({ query });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}` +
      `content-length: ${body.length}\r\n\r\n${body}`,
  );
  return socket;
}

/** Reads what has come, up to the end of the connection, and counts it. */
async function readAll(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(socket.resume(), 'close');
  return bytes;
}

const endedSoFar = async ({ url }: Pick<RunningGateway, 'url'>) => {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^gateway_slow_readers_ended_total (\d+)/m.exec(metrics)?.[1] ?? 0);
};

test('a client that reads nothing of its answer is put out, and one that reads slowly is not', async () => {
  const own = await start(400);
  const before = await endedSoFar(own);
  const idle = await askAndNotRead(own);
  const slow = await askAndNotRead(own, 'connection: close\r\n');
  let bytes = 0;
  const reading = (async () => {
    for await (const chunk of slow) {
      bytes += (chunk as Buffer).length;
      // A megabyte each 80 ms: all of it takes longer than a client may take nothing.
      if (bytes % 1_048_576 < (chunk as Buffer).length)
        await new Promise((resolve) => setTimeout(resolve, 80));
    }
  })();
  await until('it was put out', async () => (await endedSoFar(own)) > before);
  expect(await readAll(idle)).toBeLessThan(text.length);
  await reading;
  expect(bytes).toBeGreaterThan(text.length);
  expect(await endedSoFar(own)).toBe(before + 1);
});

test('a client that reads nothing does not hold up a gateway that stops', async () => {
  const own = await start(60_000);
  const asked = subgraph.received.length;
  let release = () => {};
  subgraph.script = (response, received) =>
    void (release = () => answer({ text })(response, received));
  await askAndNotRead(own);
  await until('the subgraph is asked', async () => subgraph.received.length > asked);
  gateway = undefined;
  const startedAt = performance.now();
  const closed = own.close();
  // The answer comes when nobody looks for connections to close any more.
  setTimeout(() => release(), 200);
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(8_000);
  subgraph.script = answer({ text });
});

test('clients that read nothing hold a bounded number of bytes: who has waited longest goes first', async () => {
  const app = createHttpServer({ logger: silent });
  endSlowReaders(app, { timeoutMs: 60_000, maxUnreadBytes: 1.5 * text.length });
  app.post('/graphql', () => text);
  const own = { url: await app.listen({ host: '127.0.0.1', port: 0 }) };
  const before = await endedSoFar(own);
  const first = await askAndNotRead(own);
  const second = await askAndNotRead(own, 'connection: close\r\n');
  await until('one was put out', async () => (await endedSoFar(own)) > before);
  expect(await readAll(first)).toBeLessThan(text.length);
  expect(await readAll(second)).toBeGreaterThan(text.length);
  expect(await endedSoFar(own)).toBe(before + 1);
  await app.close();
});

test('quiet clients stay', async () => {
  const own = await start(100);
  subgraph.script = (response) =>
    void setTimeout(() => answer({ short: 'late' })(response, undefined as never), 600);
  const { data } = await ask(own, '{ short }');
  expect(data).toEqual({ short: 'late' });
  subgraph.script = answer({ text });
});
