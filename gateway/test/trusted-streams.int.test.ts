/** Trusted documents and limits per client in production, where the answer is a stream. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { clientNameHeader } from '../src/client-name.js';
import { type EventSetUp, startEventSetUp } from './event-set-up.js';
import { type Json, type RunningGateway } from './running-gateway.js';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const documents = {
  watch: 'subscription Watch { orderUpdated(id: "o1") { number } }',
  parts: 'query Parts { order(id: "o1") { number } ... @defer { products { name } } }',
};
/** The same but for their names, which nobody has registered. */
const others = {
  watch: documents.watch.replace('Watch', 'Other'),
  parts: documents.parts.replace('Parts', 'Other'),
};
const expensive = 'subscription Wide { orderUpdated(id: "o1") { lines { sku } } }';

let folder: string;
let setUp: EventSetUp;
let { orders, watched } = {} as EventSetUp;
let gateway: RunningGateway;
const toClose: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tributary-manifest-'));
  const file = join(folder, 'app.json');
  const registered = [...Object.values(documents), expensive];
  const operations = registered.map((body) => ({ id: hash(body), body }));
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
  await writeFile(file, JSON.stringify(manifest));
  setUp = await startEventSetUp();
  ({ orders, watched } = setUp);
  gateway = await setUp.start({
    env: {
      NODE_ENV: 'production',
      TRUSTED_DOCUMENTS: `app=${file}`,
      COST_LIMITS: '*=5000,app=20,poor=1',
    },
  });
});
afterEach(async () => {
  for (const close of toClose.splice(0)) close();
  await watched(0);
});
afterAll(async () => {
  await gateway.close();
  await setUp.close();
  await rm(folder, { recursive: true });
});

interface Asked {
  query?: string;
  extensions?: object;
}
const byHash = (text: string): Asked => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash(text) } },
});

/** Opens a stream as the client and resolves with what it says up to the first whole event. */
async function firstEvent(asked: Asked, client = 'app', method = 'POST'): Promise<Json> {
  const abort = new AbortController();
  toClose.push(() => abort.abort());
  const search = new URLSearchParams(
    Object.entries(asked).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const headers = { accept: 'text/event-stream', [clientNameHeader]: client };
  const isGet = method === 'GET';
  const response = await fetch(`${gateway.url}/graphql${isGet ? `?${String(search)}` : ''}`, {
    method,
    headers: { ...headers, ...(!isGet && { 'content-type': 'application/json' }) },
    ...(!isGet && { body: JSON.stringify(asked) }),
    signal: abort.signal,
  });
  let text = '';
  for await (const chunk of response.body!) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (text.includes('event: next') && text.endsWith('\n\n')) break;
  }
  return JSON.parse(/^data: (.*)$/m.exec(text)![1]!);
}

/** The first result, or the errors, over a WebSocket. */
function firstMessage(asked: Asked, client = 'app'): Promise<Json> {
  const socket = createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { [clientNameHeader]: client },
    retryAttempts: 0,
  });
  toClose.push(() => void socket.dispose());
  return new Promise((resolve) => {
    const sink = {
      next: resolve,
      error: (errors: unknown) => resolve({ errors }),
      complete: () => undefined,
    };
    socket.subscribe({ query: '', ...asked } as Parameters<typeof socket.subscribe>[0], sink);
  });
}

const codeOf = ({ errors }: Json) => errors?.[0]?.extensions?.code as unknown;

/** Sends an event as soon as somebody watches. */
async function eventually(result: Promise<Json>): Promise<Json> {
  await watched(1);
  orders.emit({ id: 'o1', number: 7 });
  return (await result).data.orderUpdated.number;
}

describe.each([
  ['server-sent events', (asked: Asked, client?: string) => firstEvent(asked, client)],
  ['a WebSocket', firstMessage],
])('a subscription over %s', (_what, ask) => {
  test('of the manifest runs, by its text and by its hash alone', async () => {
    expect(await eventually(ask({ query: documents.watch }))).toBe(7);
    for (const close of toClose.splice(0)) close();
    await watched(0);
    expect(await eventually(ask(byHash(documents.watch)))).toBe(7);
  });

  test('of nobody’s manifest is refused to a client that has one', async () => {
    expect(codeOf(await ask({ query: others.watch }))).toBe('DOCUMENT_NOT_TRUSTED');
    expect(codeOf(await ask(byHash(others.watch)))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(orders.watched()).toEqual([]);
    expect(await eventually(ask({ query: others.watch }, 'another'))).toBe(7);
  });

  test('may cost what its client may spend', async () => {
    expect(codeOf(await ask({ query: expensive }, 'poor'))).toBe('COST_LIMIT_EXCEEDED');
    expect(orders.watched()).toEqual([]);
  });
});

test('EventSource, which can only GET, asks by hash for subscriptions of a manifest', async () => {
  expect(await eventually(firstEvent(byHash(documents.watch), 'app', 'GET'))).toBe(7);
  for (const text of [documents.parts, others.watch]) {
    const extensions = JSON.stringify(byHash(text).extensions);
    const url = `${gateway.url}/graphql?${String(new URLSearchParams({ extensions }))}`;
    const headers = { accept: 'text/event-stream' };
    expect((await fetch(url, { headers })).status).toBe(405);
  }
});

describe('an answer in parts', () => {
  const askInParts = async (asked: Asked, client = 'app') => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'multipart/mixed;deferSpec=20220824,application/json',
        [clientNameHeader]: client,
      },
      body: JSON.stringify(asked),
    });
    return { status: response.status, text: await response.text() };
  };

  test('comes for a document of the manifest, by its text and by its hash', async () => {
    for (const asked of [{ query: documents.parts }, byHash(documents.parts)]) {
      const { status, text } = await askInParts(asked);
      expect(status).toBe(200);
      expect(text).toContain('"hasNext":true');
      expect(text).toContain('A cup');
    }
  });

  test('does not come for any other', async () => {
    const refused = await askInParts({ query: others.parts });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('DOCUMENT_NOT_TRUSTED');
    expect((await askInParts({ query: others.parts }, 'another')).text).toContain('A cup');
    // And not because somebody else has been answered meanwhile.
    expect((await askInParts({ query: others.parts })).text).toContain('DOCUMENT_NOT_TRUSTED');
  });
});
