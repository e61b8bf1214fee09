/** Queries that were compiled answer as graphql-js does, errors included, and run once however they are answered. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { execute, parse } from 'graphql';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { forbidCaching } from '../src/cache-hints.js';
import { CodedError } from '../src/errors.js';
import { mountGraphql } from '../src/graphql-server.js';
import { createHttpServer } from '../src/http-server.js';
import { createLogger } from '../src/logger.js';

const typeDefs = `
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
  enum CacheControlScope { PUBLIC PRIVATE }
  type Query {
    shelf(size: Int!): Shelf
    secret: Shelf @cacheControl(maxAge: 60, scope: PRIVATE)
    fleeting: Shelf
  }
  type Mutation { touch: Int! }
  type Shelf @cacheControl(maxAge: 60) { things: [Thing!]! label: String broken: String! }
  type Thing @cacheControl(inheritMaxAge: true) { name: String! price: Float stock: Int @cacheControl(maxAge: 0) }`;

let runs = 0;
/** Requests that Apollo Server saw. */
let seen = 0;
const shelf = (size: number) => ({
  label: 'A "shelf"',
  things: Array.from({ length: size }, (_, nth) => ({ name: `Thing ${nth}`, stock: nth })),
});
const schema = makeExecutableSchema({
  typeDefs,
  resolvers: {
    Query: {
      shelf: (_root, { size }: { size: number }) => (++runs, shelf(size)),
      secret: () => shelf(1),
      fleeting: (_root, _args, context: object) => (forbidCaching(context), shelf(1)),
    },
    Shelf: {
      broken: () => {
        throw new CodedError('FORBIDDEN', 'Not yours.');
      },
    },
    Thing: { stock: async ({ stock }: { stock: number }) => stock },
    Mutation: { touch: () => ++runs },
  },
});

const text = `query ($size: Int!, $withStock: Boolean!) {
  shelf(size: $size) { label things { ...Shown stock @include(if: $withStock) } }
} fragment Shown on Thing { name price }`;
const hash = 'hash-of-the-text';
const app = createHttpServer({ logger: createLogger('test', 'silent') });

beforeAll(async () => {
  await mountGraphql({
    app,
    logger: createLogger('test', 'silent'),
    keepsAnswers: true,
    findDocument: (asked) => (asked === hash ? text : undefined),
    apollo: {
      schema,
      persistedQueries: false,
      plugins: [{ requestDidStart: async () => void seen++ }],
    },
    context: async () => ({}),
  });
});
afterAll(() => app.close());
beforeEach(() => (runs = seen = 0));

async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const payload = { query, variables };
  const reply = await app.inject({ method: 'POST', url: '/graphql', payload, headers });
  return { status: reply.statusCode, text: reply.body, headers: reply.headers };
}

/** The first times it is graphql-js that executes, then what was compiled, then the shortcut. */
const times = [1, 2, 3, 4, 5];

it('a query is answered with the same bytes however often it is asked', async () => {
  const variables = { size: 2, withStock: true };
  const expected = await execute({ schema, document: parse(text), variableValues: variables });
  for (const _time of times) {
    const answer = await ask(text, variables);
    expect(answer).toMatchObject({ status: 200, text: `${JSON.stringify(expected)}\n` });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  }
  expect(runs).toBe(times.length + 1);
});

it('an error has its code, its place, and the rest of the answer, and nothing runs twice', async () => {
  const answers = [];
  for (const _time of times)
    answers.push(await ask('{ fine: shelf(size: 1) { label } shelf(size: 1) { broken } }'));
  expect(JSON.parse(answers[0]!.text)).toMatchObject({
    errors: [
      { message: 'Not yours.', path: ['shelf', 'broken'], extensions: { code: 'FORBIDDEN' } },
    ],
    data: { fine: { label: 'A "shelf"' }, shelf: null },
  });
  for (const { status, text: body, headers } of answers) {
    expect({ status, body }).toEqual({ status: 200, body: answers[0]!.text });
    expect(headers['cache-control']).toBe('no-store');
  }
  expect(runs).toBe(2 * times.length);
});

it('bad variables are refused in the same words each time, and nothing is executed', async () => {
  const query = 'query ($size: Int!) { shelf(size: $size) { label } }';
  for (const _time of times) await ask(query, { size: 1 });
  runs = 0;
  const answer = await ask(query, { size: 'many' });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('Variable \\"$size\\" got invalid value \\"many\\"');
  expect(runs).toBe(0);
});

it.each([
  [
    'as the strictest field says',
    '{ shelf(size: 1) { label things { name } } }',
    'max-age=60, public',
  ],
  ['a field that must not be', '{ shelf(size: 1) { things { stock } } }', 'no-store'],
  ['for its caller', '{ secret { label } }', 'max-age=60, private'],
  ['what a resolver forbids', '{ fleeting { label } }', 'no-store'],
  ['a mutation', 'mutation { touch }', 'no-store'],
])('kept: %s', async (_what, query, header) => {
  for (const _time of times) expect((await ask(query)).headers['cache-control']).toBe(header);
});

it('what is left out by a variable has no say in how long an answer is kept', async () => {
  for (const _time of times)
    for (const withStock of [true, false]) {
      const { headers } = await ask(text, { size: 1, withStock });
      expect(headers['cache-control']).toBe(withStock ? 'no-store' : 'max-age=60, public');
    }
});

it('a known text is still Apollo Server’s when the request is no plain one', async () => {
  const query = '{ shelf(size: 1) { label } }';
  for (const _time of times) await ask(query);
  const asGraphql = await ask(query, {}, { accept: 'application/graphql-response+json' });
  expect(asGraphql.headers['content-type']).toContain('application/graphql-response+json');
  expect((await ask(query, {}, { accept: 'image/png' })).status).toBe(406);
});

it('says what is wrong with a name that no operation has', async () => {
  const post = async (payload: object) => {
    const reply = await app.inject({ method: 'POST', url: '/graphql', payload });
    return { status: reply.statusCode, errors: JSON.parse(reply.body).errors as unknown };
  };
  const failure = (message: string) => ({
    status: 400,
    errors: [{ message, extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
  });
  const query = 'query A { shelf(size: 1) { label } }';
  expect(await post({ query, operationName: 'B' })).toEqual(
    failure('Unknown operation named "B".'),
  );
  expect(await post({ query: `${query} query B { fleeting { label } }` })).toEqual(
    failure('Must provide operation name if query contains multiple operations.'),
  );
});

it('a known operation is answered without Apollo Server, also by its name, which has to be right', async () => {
  const query = 'query Shelf__inventory__0 { shelf(size: 1) { label } }';
  const post = async (operationName: unknown) => {
    const payload = { query, operationName, variables: {} };
    const reply = await app.inject({ method: 'POST', url: '/graphql', payload });
    return { status: reply.statusCode, body: reply.body };
  };
  const named = [];
  for (const _time of times) named.push(await post('Shelf__inventory__0'));
  expect(new Set(named.map(({ body }) => body))).toEqual(
    new Set(['{"data":{"shelf":{"label":"A \\"shelf\\""}}}\n']),
  );
  expect(seen).toBe(3);
  expect((await post(null)).status).toBe(200);
  expect(seen).toBe(3);
  expect((await post(7)).status).toBe(400);
  expect((await post('Shelf')).body).toContain('{"errors":');
  expect(seen).toBe(4);
});

it('a document by its hash is answered to whoever proves to be no foreign page', async () => {
  for (const _time of times) await ask(text, { size: 1, withStock: true });
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } });
  const query = { extensions, variables: JSON.stringify({ size: 1, withStock: true }) };
  const get = (headers: Record<string, string>) =>
    app.inject({ method: 'GET', url: '/graphql', query, headers });
  const answer = await get({ 'apollo-require-preflight': 'true' });
  expect(answer.json()).toMatchObject({ data: { shelf: { things: [{ name: 'Thing 0' }] } } });
  expect((await get({})).statusCode).toBe(400);
});
