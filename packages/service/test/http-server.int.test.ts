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

it('does not wait for a connection that was opened in advance', async () => {
  const app = createHttpServer({ logger: createLogger('test', 'silent') });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'connect');
  const ended = once(socket, 'close');
  await app.close();
  await ended;
}, 5_000);
