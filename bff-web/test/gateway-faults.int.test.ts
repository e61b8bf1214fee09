// What the BFF says when the gateway is down, late or refuses, and what it sends along.
import { startTracing } from '@tributary/service';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, startBff, type TestBff } from './browser.js';
import { pages } from './documents.js';

let bff: TestBff;
let browser: Browser;

beforeEach(async () => {
  bff = await startBff({ timeoutMs: 400 });
  browser = new Browser(bff.url);
});
afterEach(() => bff.close());

const readiness = async () => (await fetch(new URL('/health/ready', bff.url))).status;

describe('the gateway', () => {
  it('down: a coded error that names it, and full service when it is back', async () => {
    expect(await readiness()).toBe(200);
    await bff.gateway.stop();
    const down = await browser.send(pages.homePage);
    expect(down.errors?.[0]?.extensions).toEqual({
      code: 'SERVICE_UNAVAILABLE',
      service: 'gateway',
    });
    expect(down.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    expect(await readiness()).toBe(503);
    await bff.gateway.start();
    expect((await browser.send(pages.homePage)).data.homePage.newest).toHaveLength(12);
    expect(await readiness()).toBe(200);
  });

  it('late: DEADLINE_EXCEEDED, within the deadline', async () => {
    bff.gateway.delayMs = 5_000;
    const startedAt = Date.now();
    const answer = await browser.send(pages.homePage);
    expect(answer.errors?.[0]?.extensions['code']).toBe('DEADLINE_EXCEEDED');
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  it('refusing an argument: its code and words pass through', async () => {
    const answer = await browser.send(pages.searchPage, { first: 100_000 });
    expect(answer.errors?.[0]).toMatchObject({
      message: 'BAD_USER_INPUT of inventory',
      extensions: { code: 'BAD_USER_INPUT', service: 'inventory' },
    });
  });

  it('is told the request id, the trace, and what the browser is', async () => {
    const stop = startTracing('test');
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    await browser.send(
      pages.ordersPage,
      {},
      {
        'x-request-id': 'request-0001',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
        'user-agent': 'Firefox 145',
      },
    );
    await stop();
    const { headers } = bff.gateway.operations.at(-1)!;
    expect(headers).toMatchObject({
      'x-request-id': 'request-0001',
      'x-client-ip': '127.0.0.1',
      'x-timeout-ms': '300',
      'user-agent': 'Firefox 145',
    });
    expect(headers['traceparent']).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)`));
    expect(headers['cookie']).toBeUndefined();
  });
});

describe('a client of the BFF', () => {
  it.each([
    ['a document that is not GraphQL', '{', 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nothing }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong type', '{ orderPage(id: {}) { order { id } } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
  ])('gets a code for %s', async (_what, query, status, code) => {
    const answer = await browser.send(query);
    expect(answer.status).toBe(status);
    expect(answer.errors?.[0]?.extensions['code']).toBe(code);
    expect(bff.gateway.operations).toEqual([]);
  });

  it('gets a code for a body over the limit', async () => {
    const answer = await browser.send('{ __typename }', { filler: 'x'.repeat(2_000_000) });
    expect(answer.status).toBe(413);
    expect(answer.errors?.[0]?.extensions['code']).toBe('PAYLOAD_TOO_LARGE');
  });

  it('can look at the schema, but not in production', async () => {
    const introspection = '{ __schema { queryType { description } } }';
    const open = await browser.send(introspection);
    expect(open.data.__schema.queryType.description).toMatch(/one operation on the gateway/);
    const production = await startBff({ NODE_ENV: 'production' });
    const closed = await new Browser(production.url).send(introspection);
    await production.close();
    expect(closed.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});
