import { buildSchema } from 'graphql';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { isUnavailable, mountGraphql } from '../src/graphql-server.js';
import { createHttpServer } from '../src/http-server.js';
import { CodedError, createLogger } from '../src/index.js';

const silent = createLogger('test', 'silent');
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function createApp(resolve: () => unknown, checks = {}, logger = silent) {
  const schema = buildSchema('type Query { value(n: Int): String }');
  schema.getQueryType()!.getFields()['value']!.resolve = resolve;
  const app = createHttpServer({ logger, checks, bodyLimitBytes: 10_000 });
  await mountGraphql({ app, logger, apollo: { schema }, context: async () => ({}) });
  open.push(app);
  return app;
}

const ask = async (resolve: () => unknown, body: unknown = { query: '{ value }' }) => {
  const app = await createApp(resolve);
  return app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json' },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
};

const fails = (error: Error) => () => {
  throw error;
};

describe('an error', () => {
  it('of the catalogue reaches the caller as it was written', async () => {
    const response = await ask(fails(new CodedError('CONFLICT', 'Read it again.')));
    expect(response.json().errors[0]).toMatchObject({
      message: 'Read it again.',
      path: ['value'],
      extensions: { code: 'CONFLICT' },
    });
  });

  it('of any other kind is masked', async () => {
    const response = await ask(fails(new Error('select * from secrets')));
    expect(response.body).not.toContain('secrets');
    expect(response.json().errors[0].extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });

  it('is in the log with the id of its request, also where nothing is traced', async () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line) => void lines.push(line) });
    const app = await createApp(fails(new Error('broken')), {}, logger);
    const response = await app.inject({
      url: '/graphql?query={value}',
      headers: { 'apollo-require-preflight': 'true' },
    });
    const failed = lines.map((line) => JSON.parse(line) as { msg: string; requestId?: string });
    expect(failed).toMatchObject([
      { msg: 'operation failed', requestId: response.headers['x-request-id'] },
    ]);
  });

  it('that came again is told of by a server that ends', async () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line) => void lines.push(line) });
    const app = await createApp(fails(new Error('broken')), {}, logger);
    const payload = { query: '{ value }' };
    for (let time = 0; time < 3; time++)
      await app.inject({ method: 'POST', url: '/graphql', payload });
    expect(lines).toHaveLength(1);
    await app.close();
    expect(JSON.parse(lines[1]!)).toMatchObject({ msg: 'operation failed again', times: 2 });
  });

  it('of a database that is down says so, however deep its cause lies', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7'), {
      code: 'ECONNREFUSED',
    });
    const response = await ask(fails(new Error('query failed', { cause: refused })));
    expect(response.body).not.toContain('10.0.0.7');
    expect(response.json().errors[0].extensions).toEqual({ code: 'SERVICE_UNAVAILABLE' });
  });
});

describe('a dependency that is down', () => {
  it('is known by the driver’s error, wherever Prisma keeps it', () => {
    const driver = { cause: { kind: 'DatabaseNotReachable' } };
    expect(
      isUnavailable(Object.assign(new Error(), { meta: { driverAdapterError: driver } })),
    ).toBe(true);
    expect(isUnavailable(Object.assign(new Error(), { meta: { driverAdapterError: {} } }))).toBe(
      false,
    );
  });

  it('is known by what the driver says where it gives no code', () => {
    const broken = 'Client has encountered a connection error and is not queryable';
    expect(isUnavailable(new Error(broken))).toBe(true);
    expect(isUnavailable(new Error('invalid input syntax'))).toBe(false);
  });
});

describe('the HTTP front', () => {
  it('answers a request that is no GraphQL with a code', async () => {
    const codeOf = async (body: unknown) => {
      const response = await ask(() => 'x', body);
      return [response.statusCode, response.json().errors[0].extensions.code];
    };
    expect(await codeOf('{"query":')).toEqual([400, 'BAD_REQUEST']);
    expect(await codeOf({})).toEqual([400, 'BAD_REQUEST']);
    expect(await codeOf({ query: '{ value' })).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
    expect(await codeOf({ query: '{ nothing }' })).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(
      await codeOf({ query: 'query ($n: Int) { value(n: $n) }', variables: { n: 'x' } }),
    ).toEqual([400, 'BAD_USER_INPUT']);
    expect(await codeOf({ query: `{ value } #${'x'.repeat(20_000)}` })).toEqual([
      413,
      'PAYLOAD_TOO_LARGE',
    ]);
  });

  it('continues the caller’s request id and makes one for others', async () => {
    const app = await createApp(() => 'x');
    const withId = await app.inject({
      url: '/health/live',
      headers: { 'x-request-id': 'request-12345' },
    });
    expect(withId.headers['x-request-id']).toBe('request-12345');
    const hostile = await app.inject({
      url: '/health/live',
      headers: { 'x-request-id': 'a\tb<script>' },
    });
    expect(hostile.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is ready only when every check passes', async () => {
    let up = true;
    const app = await createApp(() => 'x', {
      database: () => (up ? Promise.resolve() : Promise.reject(new Error('password=1'))),
    });
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    up = false;
    const response = await app.inject('/health/ready');
    expect([response.statusCode, response.json()]).toEqual([
      503,
      { status: 'unavailable', checks: { database: 'unavailable' } },
    ]);
  });

  it('shows metrics', async () => {
    const app = await createApp(() => 'x');
    await app.inject('/health/live');
    expect((await app.inject('/metrics')).body).toContain('route="/health/live",status="200"');
  });
});
