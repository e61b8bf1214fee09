/** The end of a server, seen by a client that is still connected. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createHttpServer } from '../src/http-server.js';
import { createLogger } from '../src/index.js';

const request = 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\n';

it('finishes what runs when it closes, and refuses with a code what comes then', async () => {
  const app = createHttpServer({ logger: createLogger('test', 'silent') });
  let [requests, finish] = [0, () => {}];
  const finished = new Promise<void>((resolve) => (finish = resolve));
  app.get('/slow', async () => {
    await finished;
    return { value: 'done' };
  });
  app.server.on('request', () => (requests += 1));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));

  socket.write(request);
  await expect.poll(() => requests).toBe(1);
  const closed = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  socket.write(request);
  await expect.poll(() => requests).toBe(2);
  finish();
  await once(socket, 'close');
  await closed;
  expect(text).toMatch(/^HTTP\/1.1 200 [^]*"done"[^]*HTTP\/1.1 503 [^]*"SERVICE_UNAVAILABLE"/);
});

it('waits for a slow client no longer than it may, for headers and for a body', async () => {
  const logger = createLogger('test', 'silent');
  const app = createHttpServer({ logger, headersTimeoutMs: 100, requestTimeoutMs: 300 });
  app.post('/', async () => 'done');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const answerTo = async (start: string) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(start);
    await once(socket, 'close');
    return text;
  };
  const headers = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
  const answers = [answerTo(headers), answerTo(`${headers}content-length: 10\r\n\r\n{"a"`)];
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1.1 408 /);
  await app.close();
}, 10_000);

it('waits for no client that has said nothing when it closes', async () => {
  const app = createHttpServer({ logger: createLogger('test', 'silent') });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const connected = new Promise((resolve) => app.server.once('connection', resolve));
  const silent = connect(port, '127.0.0.1');
  await connected;
  const closed = once(silent, 'close');
  const startedAt = performance.now();
  await app.close();
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(3_000);
}, 20_000);

it('waits for no connection that is kept for a next request', async () => {
  const app = createHttpServer({ logger: createLogger('test', 'silent') });
  let finish = () => {};
  let isAsked = false;
  // Written by hand, so that nobody says "connection: close".
  app.get('/stream', (_request, reply) => {
    reply.hijack();
    isAsked = true;
    finish = () => reply.raw.end('done');
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as { port: number }).port, '127.0.0.1');
  client.resume().write('GET /stream HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => isAsked).toBe(true);
  const closed = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  finish();
  const startedAt = performance.now();
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(3_000);
}, 20_000);
