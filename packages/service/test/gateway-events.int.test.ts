import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { afterEach, expect, it } from 'vitest';
import { createGatewayEvents } from '../src/gateway-events.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function subscribe(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const events = createGatewayEvents({ url, clientName: 'bff-web' });
  const leaving = new AbortController();
  stops.push(
    () => events.close(),
    () => (server.closeAllConnections(), server.close()),
  );
  const results = events.subscribe(
    parse('subscription Changes { a }'),
    {},
    { requestId: 'request-1' },
    leaving.signal,
  );
  return { results, leaving };
}

const stream = (response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });

it('reads events in whatever pieces they come, until they are complete', async () => {
  let name: unknown;
  const { results } = await subscribe((request, response) => {
    name = request.headers['apollographql-client-name'];
    stream(response).write(':\n\nevent: next\ndata: {"data":{"a":');
    setTimeout(() => response.end('1}}\n\nevent: complete\ndata:\n\n'), 20);
  });
  expect(await all(results)).toEqual([{ data: { a: 1 }, errors: [], status: 200 }]);
  expect(name).toBe('bff-web');
});

it('takes a refusal for the only result', async () => {
  const { results } = await subscribe((_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"errors":[{"message":"No.","extensions":{"code":"TOKEN_EXPIRED"}}]}');
  });
  const [result] = await all(results);
  expect(result).toMatchObject({ status: 401, data: null, errors: [{ code: 'TOKEN_EXPIRED' }] });
});

it('says that it was lost when it ends without being completed', async () => {
  const { results } = await subscribe((_request, response) => {
    stream(response).end('event: next\ndata: {"data":{"a":1}}\n\n');
  });
  await results.next();
  await expect(results.next()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

it('takes no event without end', async () => {
  const { results } = await subscribe((_request, response) => {
    stream(response);
    const flood = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', flood);
    flood();
  });
  await expect(results.next()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

it('ends when its reader leaves, also while it waits', async () => {
  let state = 'not asked';
  const { results, leaving } = await subscribe((request, response) => {
    request.socket.once('close', () => (state = 'closed'));
    stream(response).write(':\n\n');
    state = 'open';
  });
  const next = results.next();
  next.catch(() => undefined);
  await expect.poll(() => state, { timeout: 10_000 }).toBe('open');
  leaving.abort();
  await expect(next).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await expect.poll(() => state, { timeout: 10_000 }).toBe('closed');
});

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}
