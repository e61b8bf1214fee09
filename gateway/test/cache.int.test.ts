/** The cache of one gateway: what it keeps, for whom, for how long, and what ends it. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTokenIssuer, type TokenIssuer } from './access-tokens.js';
import { type CacheGraph, startCacheGraph } from './cache-graph.js';
import {
  type Answer,
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
  until,
} from './running-gateway.js';

let keys: KeyPair;
let graph: CacheGraph;
let issuer: TokenIssuer;
let gateway: RunningGateway;

beforeAll(async () => {
  keys = await createKeyPair();
  graph = await startCacheGraph(keys.publicKey);
  issuer = await startTokenIssuer();
});
afterAll(async () => {
  await graph.close();
  await issuer.close();
});

const token = 'an invalidation token';

async function start(env: NodeJS.ProcessEnv = {}) {
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    config: { jwksUrl: issuer.jwksUrl },
    // The cache has to see to it alone that nothing is asked for twice.
    env: { CACHE_TOKEN: token, SUBGRAPH_POLICIES: '{"*":{"deduplicate":false}}', ...env },
  });
}

beforeEach(async () => {
  vi.restoreAllMocks();
  graph.values.clear();
  graph.prices.clear();
  graph.beforeAnswer = () => undefined;
  await start();
  return () => gateway.close();
});

/** Runs the operation until its fetches are compiled and known to be worth keeping. */
async function warm(query: string, headers: Record<string, string> = {}, variables: object = {}) {
  for (let time = 0; time < 3; time++) await ask(gateway, query, headers, variables);
  forget();
}
const forget = () => {
  graph.asked.items.length = 0;
  graph.asked.prices.length = 0;
};
const pricesOf = 'query P($ids: [ID!]!) { items(ids: $ids) { id price } }';
const askPrices = (ids: string[]) => ask(gateway, pricesOf, {}, { ids });
const invalidate = (changes: object[], bearer = token) =>
  fetch(`${gateway.url}/cache/invalidate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ changes }),
  });

/** From now on the clock is so much ahead. */
const realNow = Date.now;
const passTime = (ms: number) => vi.spyOn(Date, 'now').mockImplementation(() => realNow() + ms);

describe('what is kept', () => {
  test('the answer of a root field with a hint is asked for once', async () => {
    const query = '{ item(id: "a") { id value } }';
    await warm(query);
    expect((await ask(gateway, query)).data).toEqual({ item: { id: 'a', value: 0 } });
    expect(graph.asked.items).toEqual([]);
  });

  test('of one fetch only the entities are asked for that are not there', async () => {
    await warm(pricesOf, {}, { ids: ['a', 'b'] });
    graph.prices.set('c', 3);
    const { data } = await askPrices(['a', 'c', 'b', 'c']);
    expect(graph.asked.prices.map(({ ids }) => ids)).toEqual([['c']]);
    expect(data.items.map(({ price }: { price: number }) => price)).toEqual([0, 3, 0, 3]);
    await askPrices(['c', 'b']);
    expect(graph.asked.prices).toHaveLength(1);
  });

  test.each([
    ['has no hint', '{ items(ids: ["a"]) { id value } }', 'items'],
    ['holds a field that may not be kept', '{ items(ids: ["a"]) { price live } }', 'prices'],
    ['has errors', '{ items(ids: ["a"]) { price broken } }', 'prices'],
  ] as const)('nothing of a fetch that %s', async (_what, query, name) => {
    await warm(query);
    await ask(gateway, query);
    expect(graph.asked[name]).toHaveLength(1);
  });

  test('other variables are another answer', async () => {
    const query = 'query I($id: ID!) { item(id: $id) { id } }';
    await warm(query, {}, { id: 'a' });
    expect((await ask(gateway, query, {}, { id: 'b' })).data.item.id).toBe('b');
  });

  test('errors of entities that were asked for beside cached ones keep their place', async () => {
    await warm(pricesOf, {}, { ids: ['a', 'b'] });
    graph.beforeAnswer = () => {
      throw new Error('boom');
    };
    const { data, errors } = await askPrices(['a', 'x', 'b']);
    expect(data.items.map(({ price }: { price: number | null }) => price)).toEqual([0, null, 0]);
    expect(errors!.map(({ path }) => path)).toEqual([['items', 1]]);
  });

  test('nothing when the cache has no memory', async () => {
    await gateway.close();
    await start({ CACHE_MAX_MB: '0' });
    await warm(pricesOf, {}, { ids: ['a'] });
    await askPrices(['a']);
    expect(graph.asked.prices).toHaveLength(1);
  });
});

describe('what is private', () => {
  const query = '{ basket { owner } }';

  test('is kept for its owner and shown to nobody else', async () => {
    const [ada, bob] = [await issuer.bearer({ sub: 'ada' }), await issuer.bearer({ sub: 'bob' })];
    await warm(query, ada);
    const owners = [];
    for (const who of [ada, bob, bob, {}, ada])
      owners.push((await ask(gateway, query, who)).data.basket.owner);
    expect(owners).toEqual(['ada', 'bob', 'bob', null, 'ada']);
    expect(graph.asked.items).toHaveLength(2);
  });

  test('is not shared by those who ask at the same time', async () => {
    const people = await Promise.all(['ada', 'bob', 'eve'].map((sub) => issuer.bearer({ sub })));
    await warm(query);
    const answers = await Promise.all(people.map((who) => ask(gateway, query, who)));
    expect(answers.map(({ data }) => data.basket.owner)).toEqual(['ada', 'bob', 'eve']);
  });
});

describe('what turns out to be private', () => {
  /** Both ask while the subgraph thinks; it has said nothing but public things so far. */
  async function askTogether(callers: Record<string, string>[]): Promise<string[]> {
    const query = '{ greeting }';
    graph.isGreetingPrivate = false;
    await warm(query);
    await invalidate([{ subgraph: 'items' }]);
    graph.isGreetingPrivate = true;
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    graph.beforeAnswer = () => gate;
    const first = ask(gateway, query, callers[0]);
    await until('the subgraph is asked', async () => graph.asked.items.length === 1);
    const second = ask(gateway, query, callers[1]);
    // Long enough to be waiting for the first; should it come later, it asks for itself as well.
    await new Promise((resolve) => setTimeout(resolve, 150));
    open();
    return (await Promise.all([first, second])).map(({ data }) => data.greeting);
  }

  test('is not shared by users who asked together', async () => {
    const people = [await issuer.bearer({ sub: 'ada' }), await issuer.bearer({ sub: 'bob' })];
    const greetings = await askTogether(people);
    expect(greetings.map((text) => text.split(' ')[1])).toEqual(['ada', 'bob']);
  });

  test('is not shared by guests who asked together: they have no name to be known by', async () => {
    const [one, other] = await askTogether([{}, {}]);
    expect(one).not.toBe(other);
  });
});

describe('who asks at the same time', () => {
  test('shares one request to the subgraph', async () => {
    await warm(pricesOf, {}, { ids: ['a'] });
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    graph.beforeAnswer = () => gate;
    const asking = Array.from({ length: 10 }, () => askPrices(['new']));
    await until(
      'the subgraph is asked',
      async () => graph.asked.prices.length > 0 && graph.asked.items.length === 10,
    );
    open();
    const answers = await Promise.all(asking);
    expect(answers.every(({ data }) => data.items[0].price === 0)).toBe(true);
    expect(graph.asked.prices).toHaveLength(1);
  });

  test('asks again when the one request failed', async () => {
    await warm(pricesOf, {}, { ids: ['a'] });
    let first = true;
    graph.beforeAnswer = async () => {
      const fails = first;
      first = false;
      await until('both are there', async () => graph.asked.items.length === 2);
      if (fails) throw new Error('boom');
    };
    const answers = await Promise.all([askPrices(['new']), askPrices(['new'])]);
    expect(answers.filter(({ errors }) => errors)).toHaveLength(1);
    expect(answers.map(({ data }) => data.items[0].price)).toContain(null);
  });
});

describe('with age', () => {
  const query = '{ item(id: "a") { value } }';

  test('an entry is served once more while it is fetched anew, and not after that', async () => {
    await warm(query);
    graph.values.set('a', 1);
    passTime(61_000);
    expect((await ask(gateway, query)).data.item.value).toBe(0);
    await until(
      'it was fetched anew',
      async () => (await ask(gateway, query)).data.item.value === 1,
    );
    expect(graph.asked.items).toHaveLength(1);
    graph.values.set('a', 2);
    passTime(61_000 + 60_000 + 31_000);
    expect((await ask(gateway, query)).data.item.value).toBe(2);
  });

  test('what changed is never served stale', async () => {
    await warm(query);
    passTime(61_000);
    graph.values.set('a', 1);
    await invalidate([{ subgraph: 'items' }]);
    expect((await ask(gateway, query)).data.item.value).toBe(1);
  });
});

describe('a change', () => {
  const query = '{ item(id: "a") { value } }';
  const set = (value: number) =>
    ask(gateway, `mutation { setValue(id: "a", value: ${value}) { id } }`);

  test('by a mutation is seen by the next read, the first time and compiled', async () => {
    await warm(query);
    for (const value of [1, 2, 3, 4]) {
      await set(value);
      expect((await ask(gateway, query)).data.item.value).toBe(value);
    }
  });

  test('by a mutation that failed ends entries, too', async () => {
    await warm(query);
    graph.values.set('a', 7);
    await ask(gateway, 'mutation { fail }');
    expect((await ask(gateway, query)).data.item.value).toBe(7);
  });

  test('of one subgraph leaves the others alone', async () => {
    await warm(pricesOf, {}, { ids: ['a'] });
    await set(1);
    await askPrices(['a']);
    expect(graph.asked.prices).toEqual([]);
  });

  test.each([
    ['states', 'raisePrice', ['a']],
    ['does not state', 'raiseQuietly', ['a', 'b']],
  ])('that a mutation %s ends that much', async (_what, mutation, gone) => {
    await warm(pricesOf, {}, { ids: ['a', 'b'] });
    await ask(gateway, `mutation { ${mutation}(id: "a") { id } }`);
    await askPrices(['a', 'b']);
    expect(graph.asked.prices.flatMap(({ ids }) => ids)).toEqual(gone);
  });

  test('is stated by all mutations of an operation, or counts as all of the subgraph', async () => {
    await warm(pricesOf, {}, { ids: ['a', 'b'] });
    await ask(gateway, 'mutation { raisePrice(id: "a") { id } raiseQuietly(id: "z") { id } }');
    await askPrices(['a', 'b']);
    expect(graph.asked.prices.flatMap(({ ids }) => ids)).toEqual(['a', 'b']);
  });

  test('is seen by the next read where nothing is kept, whatever is under way', async () => {
    await gateway.close();
    await start({ CACHE_MAX_MB: '0', SUBGRAPH_POLICIES: '{}' });
    await warm(query);
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    graph.beforeAnswer = () => gate;
    const early = ask(gateway, query);
    await until('the subgraph is asked', async () => graph.asked.items.length > 0);
    graph.beforeAnswer = () => undefined;
    await set(6);
    const next = await ask(gateway, query);
    open();
    await early;
    expect(next.data.item.value).toBe(6);
  });

  test('is not overtaken by an answer that was on its way', async () => {
    await warm(query);
    await set(0);
    let open!: () => void;
    const gate = new Promise<void>((resolve) => (open = resolve));
    graph.beforeAnswer = () => gate;
    forget();
    const early = ask(gateway, query);
    await until('the subgraph is asked', async () => graph.asked.items.length > 0);
    graph.beforeAnswer = () => undefined;
    await set(5);
    const joined = await ask(gateway, query);
    open();
    expect((await early).data.item.value).toBe(0);
    expect(joined.data.item.value).toBe(5);
    expect((await ask(gateway, query)).data.item.value).toBe(5);
  });

  test.each([
    ['an entity', [{ subgraph: 'prices', type: 'Item', key: { id: 'a' } }], ['a']],
    ['another entity', [{ subgraph: 'prices', type: 'Item', key: { id: 'z' } }], []],
    ['a type', [{ subgraph: 'prices', type: 'Item' }], ['a', 'b']],
    ['another type', [{ subgraph: 'prices', type: 'Query' }], []],
    ['a subgraph', [{ subgraph: 'prices' }], ['a', 'b']],
    ['everything', [{}], ['a', 'b']],
  ])('of %s ends what depends on it', async (_what, changes, gone) => {
    await warm(pricesOf, {}, { ids: ['a', 'b'] });
    expect((await invalidate(changes)).status).toBe(204);
    await askPrices(['a', 'b']);
    expect(graph.asked.prices.flatMap(({ ids }) => ids)).toEqual(gone);
  });

  test('of an entity ends the lists and counts that it may be in', async () => {
    const queries = ['{ shelf { count } }', '{ shelf { items { id } } }', '{ total }'];
    for (const each of queries) await warm(each);
    graph.values.set('new', 1);
    await invalidate([{ subgraph: 'items', type: 'Item', key: { id: 'new' } }]);
    const answers: Answer[] = [];
    for (const each of queries) answers.push(await ask(gateway, each));
    expect(answers.map(({ data }) => data)).toEqual([
      { shelf: { count: 1 } },
      { shelf: { items: [{ id: 'new' }] } },
      { total: 1 },
    ]);
  });

  test('is taken from those only who have the token, and only in its shape', async () => {
    expect((await invalidate([{}], 'wrong')).status).toBe(401);
    expect((await invalidate([{ type: 'Item' }])).status).toBe(400);
    expect((await invalidate([])).status).toBe(400);
  });
});

describe("the response's cache-control", () => {
  test('is that of the subgraphs where a document is asked for by its hash with GET', async () => {
    const query = '{ item(id: "a") { id } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const search = new URLSearchParams({ query, extensions });
    const get = async () =>
      fetch(`${gateway.url}/graphql?${String(search)}`, {
        headers: { 'apollo-require-preflight': '1' },
      });
    for (let time = 0; time < 3; time++) await get();
    search.delete('query');
    const { headers } = await get();
    expect(headers.get('cache-control')).toMatch(/^max-age=(59|60), public$/);
    expect(headers.get('etag')).toMatch(/^W\//);
  });

  const header = async (query: string, headers = {}) =>
    (await ask(gateway, query, headers)).headers.get('cache-control');

  const headerByGet = async (query: string) => {
    const headers = { 'apollo-require-preflight': '1' };
    const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`;
    return (await fetch(url, { headers })).headers.get('cache-control');
  };

  test('is the strictest of what it is made of', async () => {
    const queries = [
      '{ item(id: "a") { id } }',
      '{ item(id: "a") { id } items(ids: []) { id } }',
      '{ total basket { owner } }',
      'mutation { setValue(id: "a", value: 1) { id price } }',
    ];
    for (const query of queries) await warm(query);
    expect(await header(queries[0]!)).toMatch(/^max-age=(59|60), public$/);
    expect(await header(queries[1]!)).toBe('no-store');
    expect(await header(queries[2]!)).toMatch(/^max-age=(59|60), private$/);
    expect(await header(queries[3]!)).toBe('no-store');
    // Those that take the long way, through Apollo Server.
    expect(await headerByGet(queries[0]!)).toMatch(/^max-age=(59|60), public$/);
    expect(await headerByGet(queries[1]!)).toBe('no-store');
    expect(await headerByGet(queries[2]!)).toMatch(/^max-age=(59|60), private$/);
  });
});
