/** Large answers on real sockets: read whole, and a piece at a time. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { afterEach, expect, test } from 'vitest';
import type { SubgraphFault } from '../src/subgraph-fault.js';
import { post, ResponseSizes } from '../src/subgraph-request.js';

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

const megabyte = 1_048_576;
const readReason = (fault: SubgraphFault) => fault.reason;
const text = JSON.stringify({ data: { text: 'é'.repeat(2 * megabyte) } });

async function ask(listener: RequestListener, sizes = new ResponseSizes(20 * megabyte)) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  const pool = new Pool(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  toClose.push(() => pool.destroy());
  const { maxBytes } = sizes;
  const rest = { timeoutMs: 20_000, onTimeout: 'timeout' as const, owner: { stage: undefined } };
  const request = { path: '/', headers: [], body: '{}', sizes, maxBytes, ...rest };
  return { once: () => post(pool, request), sizes };
}

const ways: Record<string, RequestListener> = {
  'with its length': (_request, response) =>
    response.setHeader('content-length', Buffer.byteLength(text)).end(text),
  'in chunks': (_request, response) => {
    response.write(text.slice(0, megabyte));
    response.end(text.slice(megabyte));
  },
  'in very small chunks': (_request, response) => {
    for (let at = 0; at < text.length; at += 1_000) response.write(text.slice(at, at + 1_000));
    response.end();
  },
  'up to the end of the connection': (_request, response) => {
    response.setHeader('connection', 'close').removeHeader('content-length');
    response.useChunkedEncodingByDefault = false;
    response.end(text);
  },
};

test.each(Object.entries(ways))('a large answer is read whole: %s', async (_way, listener) => {
  const { once, sizes } = await ask(listener);
  for (let time = 0; time < 3; time++) expect((await once()).text === text).toBe(true);
  expect(sizes.readingBytes).toBe(0);
});

test('a connection that breaks in the middle of a large answer is a fault, and nothing else', async () => {
  const { once, sizes } = await ask((_request, response) => {
    response.setHeader('content-length', 3 * megabyte);
    response.write('x'.repeat(2 * megabyte), () => response.socket!.resetAndDestroy());
  });
  for (let time = 0; time < 3; time++)
    await expect(once()).rejects.toMatchObject({ reason: 'connection' });
  expect(sizes.readingBytes).toBe(0);
});

test('an answer may be as large as it may, and no larger', async () => {
  for (const [bytes, outcome] of [
    [megabyte, 'read'],
    [megabyte + 1, 'size'],
  ] as const) {
    const listener: RequestListener = (_request, response) => {
      response.write('x');
      response.end('x'.repeat(bytes - 1));
    };
    const { once } = await ask(listener, new ResponseSizes(megabyte));
    expect(await once().then(() => 'read', readReason)).toBe(outcome);
  }
});

test('others have their turn while a large answer is read', async () => {
  const { once, sizes } = await ask((_request, response) => {
    response.end('x'.repeat(16 * megabyte));
  });
  let most = 0;
  let before = 0;
  let isOver = false;
  const look = () => {
    most = Math.max(most, sizes.readingBytes - before);
    before = sizes.readingBytes;
    if (!isOver) setImmediate(look);
  };
  look();
  expect((await once()).text).toHaveLength(16 * megabyte);
  isOver = true;
  expect(most).toBeLessThan(megabyte / 2);
});
