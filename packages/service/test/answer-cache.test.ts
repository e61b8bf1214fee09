/** Answers are given again for a moment, to who asked, and never from before a change of theirs. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createAnswerCache } from '../src/answer-cache.js';
import { mountGraphql } from '../src/graphql-server.js';
import { createHttpServer } from '../src/http-server.js';
import { createLogger } from '../src/logger.js';

const keptMs = 1_000;
let clock = 1;
let runs = 0;
/** What a query that asks to wait waits for. */
let hold = Promise.resolve();

const schema = makeExecutableSchema({
  typeDefs: `
    type Query { count(of: String!): Int! broken: Int! waiting: Int! }
    type Mutation { touch: Int! fail: Int! }`,
  resolvers: {
    Query: {
      count: () => ++runs,
      waiting: async () => {
        const seen = ++runs;
        await hold;
        return seen;
      },
      broken: () => {
        runs++;
        throw new Error('Broken.');
      },
    },
    Mutation: {
      touch: () => 1,
      fail: () => {
        throw new Error('Half done.');
      },
    },
  },
});

const logger = createLogger('test', 'silent');
const app = createHttpServer({ logger });
const count = 'query ($of: String!) { count(of: $of) }';

beforeAll(async () => {
  const answers = createAnswerCache({
    keptMs,
    callerOf: ({ headers }) => headers.authorization ?? '',
    cookie: { secure: true },
    now: () => clock,
  });
  await mountGraphql({ app, logger, answers, apollo: { schema }, context: async () => ({}) });
  for (const query of [count, '{ waiting }', '{ broken }']) await compile(query);
});
afterAll(() => app.close());
beforeEach(() => {
  clock += 10 * keptMs;
  runs = 0;
});

interface Asking {
  by?: string;
  of?: string;
  more?: Record<string, string>;
}

async function ask(query: string, { by = '', of = 'a', more = {} }: Asking = {}) {
  const headers = { authorization: by, ...more };
  const payload = { query, ...(query === count && { variables: { of } }) };
  const reply = await app.inject({ method: 'POST', url: '/graphql', payload, headers });
  return { text: reply.body, headers: reply.headers };
}

/** Queries are answered from memory once they are known: from the fourth time on. */
async function compile(query: string): Promise<void> {
  for (let time = 0; time < 3; time++) await ask(query);
}

it('the same question has the same answer, headers included, until its time is over', async () => {
  const first = await ask(count);
  clock += keptMs;
  const second = await ask(count);
  expect(second.text).toBe(first.text);
  const { 'x-request-id': _one, ...headers } = first.headers;
  expect(second.headers).toMatchObject(headers);
  expect(runs).toBe(1);
  clock += 1;
  expect((await ask(count)).text).not.toBe(first.text);
  expect(runs).toBe(2);
});

it('other variables and other callers have answers of their own', async () => {
  const answers = [
    await ask(count),
    await ask(count, { of: 'b' }),
    await ask(count, { by: 'ann' }),
    await ask(count, { by: 'bob' }),
  ];
  expect(new Set(answers.map(({ text }) => text)).size).toBe(4);
});

it.each(['mutation { touch }', 'mutation { fail }'])(
  'after %s its caller gets no answer from before; others may',
  async (mutation) => {
    const before = { ann: await ask(count, { by: 'ann' }), bob: await ask(count, { by: 'bob' }) };
    await ask(mutation, { by: 'ann' });
    expect((await ask(count, { by: 'ann' })).text).not.toBe(before.ann.text);
    expect((await ask(count, { by: 'bob' })).text).toBe(before.bob.text);
  },
);

it('an answer that was being made during a change is not kept', async () => {
  let release = () => {};
  hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const during = ask('{ waiting }', { by: 'ann' });
  await expect.poll(() => runs).toBe(1);
  await ask('mutation { touch }', { by: 'ann' });
  release();
  await during;
  expect((await ask('{ waiting }', { by: 'ann' })).text).toBe('{"data":{"waiting":2}}\n');
});

it('a cookie tells other instances of a change for longer than they keep answers', async () => {
  const answer = await ask('mutation { touch }', { by: 'ann' });
  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toBe('tributary-changed=1; Max-Age=2; Path=/; HttpOnly; SameSite=Lax; Secure');
  const asked = { by: 'bob', more: { cookie: `x=y; ${cookie.split(';')[0]}` } };
  const first = await ask(count, asked);
  expect((await ask(count, asked)).text).not.toBe(first.text);
  expect((await ask('mutation { touch }')).headers['set-cookie']).toBeUndefined();
});

it('who wants no answer from before gets none', async () => {
  const first = await ask(count);
  const anew = await ask(count, { more: { 'cache-control': 'no-cache' } });
  expect(anew.text).not.toBe(first.text);
});

it('what failed is asked again', async () => {
  await ask('{ broken }');
  await ask('{ broken }');
  expect(runs).toBe(2);
});
