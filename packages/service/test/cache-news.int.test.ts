import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CacheNews, startCacheNews } from '../src/index.js';

let heard: { authorization: string | undefined; body: unknown }[];
let status: number;
let url: string;
let news: CacheNews;
const server = createServer((request, response) => {
  let text = '';
  request.on('data', (chunk: Buffer) => (text += chunk.toString()));
  request.on('end', () => {
    const { authorization } = request.headers;
    if (status === 204) heard.push({ authorization, body: JSON.parse(text) });
    response.writeHead(status).end();
  });
});

beforeEach(async () => {
  heard = [];
  status = 204;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  news = startCacheNews({
    subgraph: 'shop',
    urls: [url],
    token: 'secret',
    logger: pino({ level: 'silent' }),
  });
  return () => {
    news.stop();
    server.closeAllConnections();
    server.close();
  };
});
afterEach(() => vi.restoreAllMocks());

test('begins with all of the subgraph, for what an earlier process may not have told', async () => {
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  expect(heard[0]).toEqual({
    authorization: 'Bearer secret',
    body: { changes: [{ subgraph: 'shop' }] },
  });
});

test('a gateway that was away hears what it missed', async () => {
  await vi.waitFor(() => expect(heard).toHaveLength(1));
  status = 503;
  news.tell([{ type: 'Item', key: { id: 'a' } }]);
  news.tell([{ type: 'Item' }]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  status = 204;
  const changes = [
    { subgraph: 'shop', type: 'Item', key: { id: 'a' } },
    { subgraph: 'shop', type: 'Item' },
  ];
  const told = () => heard.slice(1).flatMap(({ body }) => (body as { changes: [] }).changes);
  await vi.waitFor(() => expect(told()).toEqual(changes), { timeout: 5_000 });
});

test('more than a gateway can keep apart is all of the subgraph', async () => {
  status = 503;
  const many = Array.from({ length: 1_500 }, (_one, id) => ({
    type: 'Item',
    key: { id: `${id}` },
  }));
  news.tell(many);
  status = 204;
  await vi.waitFor(() => expect(heard.at(-1)?.body).toEqual({ changes: [{ subgraph: 'shop' }] }), {
    timeout: 5_000,
  });
});
