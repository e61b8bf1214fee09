// Live states: at once and after each change, through lost connections and expired tokens, within limits.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import { addToCart, orderInput, placeOrder } from './documents.js';

const progress =
  'subscription ($id: ID!) { orderProgress(id: $id) { statusText total { formatted } } }';
const levels = 'subscription ($skus: [ID!]!) { stockLevels(skus: $skus) { sku available } }';

let bff: TestBff;
let browser: Browser;
const leaving: (() => void)[] = [];
beforeEach(async () => {
  bff = await startBff();
  browser = new Browser(bff.url);
  await browser.register();
});
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await bff.close();
});

interface Event {
  id: string | undefined;
  data?: { orderProgress?: { statusText: string }; stockLevels?: { available: number }[] };
  errors?: { extensions: { code: string } }[];
}

async function open(
  query: string,
  variables: object,
  headers: Record<string, string> = {},
  url = bff.url,
) {
  const controller = new AbortController();
  leaving.push(() => controller.abort());
  const response = await fetch(`${url}/stream`, {
    method: 'POST',
    signal: controller.signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      ...(browser.cookie && { cookie: browser.cookie }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const stream = { response, events: [] as Event[], completed: false, ended: false };
  const leave = () => controller.abort();
  if (response.status !== 200) return { ...stream, leave, body: await response.text() };
  const ended = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split('\n\n');
      text = messages.pop()!;
      for (const message of messages) {
        if (message.startsWith('event: complete')) stream.completed = true;
        const [, id, data] = /^event: next\nid: (.*)\ndata: (.*)$/m.exec(message) ?? [];
        if (data) stream.events.push({ id, ...(JSON.parse(data) as object) });
      }
    }
  })();
  ended.catch(() => undefined).finally(() => (stream.ended = true));
  return Object.assign(stream, { leave, body: '' });
}

async function order(): Promise<string> {
  await browser.send(addToCart, { input: { sku: 'lamp-2-A', quantity: 1 } });
  const placed = await browser.send(placeOrder, { input: orderInput });
  return placed.data.placeOrder.order.id as string;
}

const texts = ({ events }: { events: Event[] }) =>
  events.map(({ data, errors }) => data?.orderProgress?.statusText ?? errors?.[0]?.extensions.code);
const available = ({ events }: { events: Event[] }) =>
  events.map(({ data }) => data?.stockLevels?.[0]?.available);

describe('a stream', () => {
  it('tells the state at once and after each change, and each state once', async () => {
    const id = await order();
    const stream = await open(progress, { id });
    await expect.poll(() => texts(stream)).toEqual(['Placed']);
    bff.gateway.shop.wake();
    bff.gateway.shop.setStatus(id, 'CONFIRMED');
    await expect.poll(() => texts(stream)).toEqual(['Placed', 'Confirmed']);
    expect(new Set(stream.events.map((event) => event.id)).size).toBe(2);
  });

  it('of stock is for everybody, also as an EventSource', async () => {
    browser.cookie = '';
    const stream = await open(levels, { skus: ['lamp-2-A', 'nothing'] });
    await expect.poll(() => available(stream)).toEqual([1]);
    bff.gateway.shop.stocks.set(1, 0);
    bff.gateway.shop.wake();
    await expect.poll(() => available(stream)).toEqual([1, 0]);
    const search = new URLSearchParams({
      query: levels,
      variables: JSON.stringify({ skus: ['lamp-2-A'] }),
    });
    const source = await fetch(`${bff.url}/stream?${search.toString()}`, {
      headers: { accept: 'text/event-stream' },
    });
    const reader = source.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('data:')) text += (await reader.read()).value;
    expect(text).toMatch(/retry: 1000\n[^]*event: next\nid: [\w-]{22}\ndata: .*"available":0/);
    await reader.cancel();
  });

  it('goes on after the gateway was lost, without a gap and without a repetition', async () => {
    const id = await order();
    const stream = await open(progress, { id });
    await expect.poll(() => texts(stream)).toEqual(['Placed']);
    await bff.gateway.stop();
    bff.gateway.shop.setStatus(id, 'CONFIRMED');
    bff.gateway.shop.setStatus(id, 'SHIPPED');
    await bff.gateway.start();
    await expect.poll(() => texts(stream), { timeout: 10_000 }).toEqual(['Placed', 'On its way']);
    for (const response of bff.gateway.streams) response.destroy();
    await expect.poll(() => bff.gateway.streams.size, { timeout: 5_000 }).toBe(1);
    bff.gateway.shop.setStatus(id, 'DELIVERED');
    await expect.poll(() => texts(stream)).toEqual(['Placed', 'On its way', 'Delivered']);
  });

  it('of who comes back with the last id tells what is new, and nothing when nothing is', async () => {
    const id = await order();
    const first = await open(progress, { id });
    await expect.poll(() => texts(first)).toEqual(['Placed']);
    first.leave();
    const known = { 'last-event-id': first.events[0]!.id! };
    const same = await open(progress, { id }, known);
    await expect.poll(() => bff.gateway.streams.size).toBe(1);
    bff.gateway.shop.setStatus(id, 'CONFIRMED');
    const late = await open(progress, { id }, known);
    for (const stream of [same, late])
      await expect.poll(() => texts(stream)).toEqual(['Confirmed']);
  });

  it('outlives its tokens: they are renewed under it', async () => {
    const id = await order();
    bff.gateway.shop.accounts.accessTokenMs = 1;
    browser.cookie = '';
    const input = { email: 'live@example.com', password: 'a good password', name: 'L' };
    await browser.send(
      'mutation ($input: RegisterInput!) { register(input: $input) { __typename } }',
      {
        input,
      },
    );
    bff.gateway.shop.accounts.accessTokenMs = 900_000;
    const own = await order();
    const stream = await open(progress, { id: own });
    await expect.poll(() => texts(stream)).toEqual(['Placed']);
    const foreign = await open(progress, { id });
    await expect.poll(() => texts(foreign)).toEqual(['NOT_FOUND']);
    expect(foreign.completed).toBe(true);
  });

  it('ends at the gateway when the browser leaves, and without a word when this process stops', async () => {
    const id = await order();
    const gone = await open(progress, { id });
    await expect.poll(() => bff.gateway.streams.size).toBe(1);
    gone.leave();
    await expect.poll(() => bff.gateway.streams.size).toBe(0);
    const other = await startBff({ gateway: bff.gateway, secret: bff.secret });
    const stream = await open(progress, { id }, {}, other.url);
    await expect.poll(() => texts(stream)).toEqual(['Placed']);
    await other.close();
    await expect.poll(() => stream.ended).toBe(true);
    expect(stream.completed).toBe(false);
  });
});

describe('is refused', () => {
  const codeOf = ({ body }: { body: string }) =>
    (JSON.parse(body) as { errors: { extensions: { code: string } }[] }).errors[0]!.extensions.code;

  it('with a stolen cookie from another site', async () => {
    const stream = await open(progress, { id: 'x' }, { 'sec-fetch-site': 'cross-site' });
    expect([stream.response.status, codeOf(stream)]).toEqual([403, 'CSRF_REFUSED']);
  });

  it('for what is no subscription of the schema', async () => {
    for (const [query, code] of [
      ['{ homePage { unavailable { part } } }', 'BAD_REQUEST'],
      ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    ])
      expect(codeOf(await open(query!, {}))).toBe(code);
    expect((await open(progress, {}, { accept: 'application/json' })).response.status).toBe(406);
  });

  it('over the limit of a session, until one of its streams has ended', async () => {
    const streams = [];
    for (let at = 0; at < 11; at++) streams.push(await open(levels, { skus: ['lamp-2-A'] }));
    expect(streams.map(({ response }) => response.status)).toEqual([...Array(10).fill(200), 429]);
    expect(codeOf(streams[10]!)).toBe('RATE_LIMITED');
    streams[0]!.leave();
    await expect
      .poll(async () => (await open(levels, { skus: ['lamp-2-A'] })).response.status)
      .toBe(200);
  });

  it('without a session for an order, and with too many SKUs', async () => {
    const many = await open(levels, { skus: Array.from({ length: 51 }, (_, at) => `s${at}`) });
    await expect.poll(() => texts(many)).toEqual(['BAD_USER_INPUT']);
    browser.cookie = '';
    const stream = await open(progress, { id: 'x' });
    await expect.poll(() => texts(stream)).toEqual(['UNAUTHENTICATED']);
  });
});
