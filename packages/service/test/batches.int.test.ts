// Queries of one turn as one HTTP request: who gets which answer, and what does not depend on the others.
import type { AddressInfo } from 'node:net';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'graphql';
import { afterEach, describe, expect, it } from 'vitest';
import { createGatewayClient, type GatewayClient } from '../src/gateway-client.js';
import { createHttpServer } from '../src/http-server.js';
import { createLogger } from '../src/logger.js';
import { serveBatches } from '../src/serve-batches.js';

const logger = createLogger('test', 'silent');
const page = parse('query Page($n: Int, $waits: Boolean) { n }');
const change = parse('mutation Change($n: Int) { n }');

interface Body {
  query: string;
  variables: { n: number; waits?: boolean };
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A gateway that answers with what it was asked, and by whom; slow ones wait until they are let go. */
async function startGateway({ knowsBatches = true } = {}) {
  const app = createHttpServer({ logger });
  const paths: string[] = [];
  let letGo = () => {};
  const isLetGo = new Promise<void>((resolve) => (letGo = resolve));
  app.addHook('onRequest', async ({ url }) => void paths.push(url));
  const handle = async (request: { id: string; headers: object; body: unknown }) => {
    const { query, variables } = request.body as Body;
    if (query.includes('fails')) throw new Error('a secret');
    if (variables.waits) await isLetGo;
    const { authorization } = request.headers as Record<string, string>;
    return `${JSON.stringify({ data: { n: variables.n, by: authorization, id: request.id, name: 'Zoë — ☕' } })}\n`;
  };
  app.route({ method: 'POST', url: '/graphql', handler: handle });
  if (knowsBatches) serveBatches(app, '/graphql', handle, logger);
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  closing.push(() => app.close());
  return { client: connect(url), url, paths, letGo };
}

function connect(url: string, timeoutMs = 5_000): GatewayClient {
  const client = createGatewayClient({ url, timeoutMs });
  closing.push(() => client.close());
  return client;
}

const ask = (client: GatewayClient, n: number, waits = false, document = page) =>
  client.execute(document, { n, waits }, { accessToken: `token-${n}`, requestId: `request-${n}` });

const dataOf = (n: number) => ({
  data: { n, by: `Bearer token-${n}`, id: `request-${n}`, name: 'Zoë — ☕' },
  errors: [],
  status: 200,
});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('queries of one turn', () => {
  it('are one request, and each gets its own answer', async () => {
    const { client, paths } = await startGateway();
    const answers = await Promise.all(numbers(5).map((n) => ask(client, n)));
    expect(answers).toEqual(numbers(5).map(dataOf));
    expect(paths).toEqual(['/graphql/batch']);
  });

  it('do not wait for a slow one among them', async () => {
    const { client, letGo } = await startGateway();
    let isDone = false;
    const slow = ask(client, 0, true).finally(() => (isDone = true));
    expect(await Promise.all([1, 2].map((n) => ask(client, n)))).toEqual([1, 2].map(dataOf));
    const together = ask(client, 3);
    expect(await together).toEqual(dataOf(3));
    expect(isDone).toBe(false);
    letGo();
    expect(await slow).toEqual(dataOf(0));
  });

  it('are several batches when they are many', async () => {
    const { client, paths } = await startGateway();
    const answers = await Promise.all(numbers(70).map((n) => ask(client, n)));
    expect(answers).toEqual(numbers(70).map(dataOf));
    expect(paths).toEqual(['/graphql/batch', '/graphql/batch', '/graphql/batch']);
  });

  it('give up one by one', async () => {
    const { url, letGo } = await startGateway();
    const client = connect(url, 300);
    const slow = ask(client, 0, true);
    const quick = ask(client, 1);
    expect(await quick).toEqual(dataOf(1));
    await expect(slow).rejects.toMatchObject({ extensions: { code: 'DEADLINE_EXCEEDED' } });
    letGo();
    expect(await ask(client, 2)).toEqual(dataOf(2));
  });

  it('fail one by one, and tell nothing of the inside', async () => {
    const { client } = await startGateway();
    const failing = parse('query Fails { fails }');
    const [failed, other] = await Promise.all([ask(client, 0, false, failing), ask(client, 1)]);
    expect(other).toEqual(dataOf(1));
    expect(failed).toMatchObject({ data: null, errors: [{ code: 'INTERNAL_SERVER_ERROR' }] });
    expect(JSON.stringify(failed)).not.toContain('secret');
  });
});

describe('what goes alone', () => {
  it('is a query that has a turn for itself, and each mutation', async () => {
    const { client, paths } = await startGateway();
    expect(await ask(client, 1)).toEqual(dataOf(1));
    await Promise.all([1, 2].map((n) => ask(client, n, false, change)));
    expect(paths).toEqual(['/graphql', '/graphql', '/graphql']);
  });

  it('is everything for a gateway that knows no batches', async () => {
    const { client, paths } = await startGateway({ knowsBatches: false });
    expect(await Promise.all(numbers(3).map((n) => ask(client, n)))).toEqual(
      numbers(3).map(dataOf),
    );
    expect(paths).toEqual(['/graphql/batch', '/graphql', '/graphql', '/graphql']);
    await Promise.all(numbers(2).map((n) => ask(client, n)));
    expect(paths.slice(4)).toEqual(['/graphql', '/graphql']);
  });
});

/** A server whose every byte the test decides. */
async function startRaw(listener: RequestListener): Promise<GatewayClient> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => server.close());
  return connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
}

describe('answers', () => {
  it('are read whatever pieces they come in', async () => {
    const text = '1 200 {"data":{"name":"Zoë — ☕"}}\n0 403 {"errors":[{"message":"No."}]}\n';
    const write = async (response: ServerResponse) => {
      for (const byte of Buffer.from(text)) {
        response.write(Buffer.of(byte));
        await nextTurn();
      }
      response.end();
    };
    const client = await startRaw((_request, response) => void write(response));
    const [first, second] = await Promise.all([0, 1].map((n) => ask(client, n)));
    expect(first).toMatchObject({ status: 403, data: null, errors: [{ message: 'No.' }] });
    expect(second).toEqual({ status: 200, data: { name: 'Zoë — ☕' }, errors: [] });
  });

  it.each([
    ['ends', (end: () => void) => end()],
    ['breaks', (_end: () => void, destroy: () => void) => destroy()],
  ])('that came count when the batch %s early, the others are unavailable', async (_how, stop) => {
    const client = await startRaw((_request, response) => {
      response.writeHead(200).write('1 200 {"data":{"n":1}}\n', () =>
        setImmediate(() =>
          stop(
            () => response.end(),
            () => response.destroy(),
          ),
        ),
      );
    });
    const [lost, there] = [ask(client, 0), ask(client, 1)];
    await expect(lost).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } });
    expect(await there).toMatchObject({ data: { n: 1 } });
  });
});

describe('a batch that is none', () => {
  const send = async (body: unknown, type = 'application/json') => {
    const { url } = await startGateway();
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return fetch(`${url}/batch`, { method: 'POST', headers: { 'content-type': type }, body: text });
  };
  const part = { headers: {}, body: { query: '{ n }', variables: { n: 1 } } };

  it.each([
    ['no list', part],
    ['empty', []],
    ['too long', Array.from({ length: 33 }, () => part)],
    ['without headers', [{ body: part.body }]],
    ['with a header that is no text', [{ ...part, headers: { a: 1 } }]],
    ['with a part that is nothing', [null]],
  ])('is refused: %s', async (_name, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('is refused in a type that any page may send', async () => {
    expect((await send([part], 'text/plain')).status).toBe(400);
    expect((await send([part])).status).toBe(200);
  });
});
