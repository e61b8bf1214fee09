import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../src/context.js';
import type { FetchCache } from '../src/cache/fetch-cache.js';
import { Graph } from '../src/execution/graph.js';
import { joinOperations } from '../src/execution/joined-operation.js';
import type { SubgraphCall } from '../src/execution/subgraph.js';
import { readAnswer, type SubgraphAnswer } from '../src/subgraph-answer.js';
import { SubgraphFault, toResponseErrors } from '../src/subgraph-fault.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const typeDefs = {
  shelves: `${link}
    type Query { left: Shelf  right: Shelf }
    type Shelf { items: [Item] }
    type Item @key(fields: "id") { id: ID! }`,
  stocks: `${link}
    type Item @key(fields: "id") { id: ID!  price(in: String): Int  stock: Stock }
    type Stock { count(at: String): Int }`,
};
const composed = composeServices(
  Object.entries(typeDefs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  })),
);
const supergraph = Supergraph.build(composed.supergraphSdl!);

interface Body {
  query: string;
  operationName?: string;
  variables: Record<string, unknown>;
}
type Answer = (body: Body, call: SubgraphCall) => SubgraphAnswer;

const items = (...ids: (string | null)[]) => ({
  items: ids.map((id) => (id === null ? null : { __typename: 'Item', id })),
});
const shelves = { left: items('cup', 'pot'), right: items('pot', 'pan') };

function createGraph(answer: Answer, { data = shelves, cache }: Options = {}) {
  const apiSchema = supergraph.apiSchema();
  const sent: Body[] = [];
  const graph = new Graph({
    stock: {
      apiSchema,
      schema: apiSchema.toGraphQLJSSchema(),
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(supergraph),
      dataSources: {},
    },
    subgraphs: {
      shelves: { send: async () => ({ data: structuredClone(data) as Record<string, unknown> }) },
      stocks: {
        send: async (call) => {
          const body = JSON.parse(call.body) as Body;
          sent.push(body);
          return answer(body, call);
        },
      },
    },
    cache,
    compileAfter: 0,
  });
  const run = async (query: string, variables: Record<string, unknown> = {}) => {
    const operation = graph.operation({
      document: parse(query),
      queryHash: query,
      operationName: undefined,
    });
    const context = {} as GatewayContext;
    const outcome = await operation.compiled()!.run({ variables, context, metrics: {} });
    const { json, errors = [] } = outcome as { json?: string; errors?: ToldError[] };
    const told = errors.map(({ message, path, extensions }) => ({ message, path, extensions }));
    return { data: JSON.parse(json ?? JSON.stringify(outcome)) as unknown, errors: told };
  };
  return { run, sent };
}

interface Options {
  data?: unknown;
  cache?: FetchCache;
}
interface ToldError {
  message: string;
  path: unknown;
  extensions: unknown;
}

/** A subgraph that reads what it is asked for, under whatever name. */
const stocks: Answer = ({ query, variables }) => {
  const data: Record<string, unknown> = {};
  for (const [, alias, name, of] of query.matchAll(
    /(\w+:)?_entities\(representations:\$(\w+)\)\{([^}]*)/g,
  )) {
    const asked = variables[name!] as { id: string }[];
    data[alias ? alias.slice(0, -1) : '_entities'] = asked.map(({ id }) =>
      of!.includes('price') ? { price: id.codePointAt(2) } : { stock: { count: id.length } },
    );
  }
  return { data };
};

const same = '{ left { items { price } } right { items { price } } }';
const different = `query Both($in: String, $at: String) {
  left { items { price(in: $in) } } right { items { stock { ...Count } } }
}
fragment Count on Stock { count(at: $at) }`;

describe('fetches that start together from one subgraph', () => {
  test('ask once, in their own words, where they ask the same', async () => {
    const { run, sent } = createGraph(stocks);
    const { data } = await run(same);
    expect(data).toEqual({
      left: { items: [{ price: 112 }, { price: 116 }] },
      right: { items: [{ price: 116 }, { price: 110 }] },
    });
    const ids = ['cup', 'pot', 'pan'];
    expect(sent).toEqual([
      {
        query:
          'query($representations:[_Any!]!){_entities(representations:$representations){...on Item{price}}}',
        variables: { representations: ids.map((id) => ({ __typename: 'Item', id })) },
      },
    ]);
  });

  test('stand side by side where they ask different things', async () => {
    const { run, sent } = createGraph(stocks);
    const { data } = await run(different, { in: 'EUR', at: 'home' });
    expect(data).toEqual({
      left: { items: [{ price: 112 }, { price: 116 }] },
      right: { items: [{ stock: { count: 3 } }, { stock: { count: 3 } }] },
    });
    expect(sent).toHaveLength(1);
    const { query, operationName, variables } = sent[0]!;
    expect(operationName).toBe('Both__stocks__1_2');
    expect(query).toMatch(/^query Both__stocks__1_2\(/);
    expect(parse(query).definitions.length).toBeGreaterThan(0);
    expect(variables).toEqual({
      in: 'EUR',
      at: 'home',
      representations0: ['cup', 'pot'].map((id) => ({ __typename: 'Item', id })),
      representations1: ['pot', 'pan'].map((id) => ({ __typename: 'Item', id })),
    });
  });

  test('keep their own words where only one of them has something to ask', async () => {
    const { run, sent } = createGraph(stocks, { data: { left: items('cup'), right: items(null) } });
    await run(different);
    expect(sent.map(({ query }) => query)).toEqual([expect.not.stringContaining('entities0')]);
  });

  test('are told their errors at their own paths', async () => {
    const errors = [
      { message: 'No pots', path: ['_entities', 1, 'price'], extensions: { code: 'GONE' } },
    ];
    const one = createGraph((...asked) => ({ ...stocks(...asked), errors }));
    const told = await one.run(same);
    expect(told.errors.map(({ path }) => path)).toEqual([
      ['left', 'items', 1, 'price'],
      ['right', 'items', 0, 'price'],
    ]);
    expect(told.errors[0]!.extensions).toEqual({ code: 'GONE', serviceName: 'stocks' });
    const two = createGraph((...asked) => ({
      ...stocks(...asked),
      errors: [{ message: 'No pan', path: ['entities1', 1, 'stock'] }],
    }));
    const { errors: ofPan } = await two.run(different);
    expect(ofPan.map(({ path }) => path)).toEqual([['right', 'items', 1, 'stock']]);
    expect(two.sent).toHaveLength(1);
  });
});

describe('when a joined request goes wrong, each fetch is told what it would have been told alone:', () => {
  const down = new SubgraphFault('connection', 'is not there');
  const told = (path: string) => ({
    message: 'The stocks service did not answer.',
    path: [path, 'items', '@'],
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'stocks', serviceName: 'stocks' },
  });

  test.each([same, different])('no answer', async (query) => {
    const { run, sent } = createGraph((body) => ({
      errors: toResponseErrors(down, 'stocks', body.query),
      fault: down,
    }));
    const { errors } = await run(query);
    expect(errors).toEqual([told('left'), told('right')]);
    expect(sent).toHaveLength(1);
  });

  const isJoined = ({ query }: Body) => query.includes('entities1');
  const cases: [string, SubgraphAnswer][] = [
    ['no data', { data: null, errors: [{ message: 'Broken', path: ['entities0'] }] }],
    ['too few entities', { data: { entities0: [null], entities1: [null, null] } }],
    ['no list of them', { data: { entities0: [null, null] } }],
    [
      'an error that is nobody’s',
      { data: { entities0: [null, null], entities1: [null, null] }, errors: [{ message: 'Odd' }] },
    ],
    ['no GraphQL', { errors: [], fault: new SubgraphFault('answer', 'answered with HTML') }],
  ];
  test.each(cases)('with %s each asks for itself', async (_what, answer) => {
    const { run, sent } = createGraph((body, call) =>
      isJoined(body) ? answer : stocks(body, call),
    );
    for (const times of [3, 6]) {
      const { data, errors } = await run(different);
      expect(data).toEqual({
        left: { items: [{ price: 112 }, { price: 116 }] },
        right: { items: [{ stock: { count: 3 } }, { stock: { count: 3 } }] },
      });
      expect(errors).toEqual([]);
      expect(sent).toHaveLength(times);
    }
  });

  test('a subgraph that refuses them joined and takes them apart is not asked so again', async () => {
    const { run, sent } = createGraph((body, call) =>
      isJoined(body) ? { errors: [{ message: 'Too many fields' }] } : stocks(body, call),
    );
    for (const times of [3, 5, 7]) {
      expect((await run(different)).errors).toEqual([]);
      expect(sent).toHaveLength(times);
    }
  });
});

test('where an answer is kept, and now and then to see what may be, each asks for itself', async () => {
  let isInUse = false;
  const cache = {
    compile: (_place: unknown, tools: never, compilePlain: (using: never) => never) => ({
      step: compilePlain(tools),
      isInUse: () => isInUse,
    }),
  } as unknown as FetchCache;
  const { run, sent } = createGraph(stocks, { cache });
  const countOf = async () => {
    const before = sent.length;
    await run(same);
    return sent.length - before;
  };
  expect([await countOf(), await countOf()]).toEqual([2, 1]);
  isInUse = true;
  expect(await countOf()).toBe(2);
  isInUse = false;
  const counts: number[] = [];
  for (let time = 0; time < 64; time++) counts.push(await countOf());
  expect(counts.filter((count) => count === 2)).toHaveLength(1);
});

test('the entities of each alias are counted', () => {
  const text = JSON.stringify({ data: { entities0: [null], entities1: [null] } });
  expect(readAnswer(200, text, { entities0: 1, entities1: 1 }).data).toBeDefined();
  expect(() => readAnswer(200, text, { entities0: 1, entities1: 2 })).toThrow(
    '`entities1` is no list of 2',
  );
});

describe('operations side by side', () => {
  const operation = (field: string, definition = '$at:String') => ({
    operation: `query($representations:[_Any!]!,${definition}){_entities(representations:$representations){...F}}fragment F on Item{${field}(at:$at)}`,
    operationName: undefined,
    variableUsages: ['at'],
  });

  test('have fragments of their own, also where they had one name', () => {
    expect(joinOperations([operation('one'), operation('two')])?.query).toBe(
      'query($representations0:[_Any!]!$at:String$representations1:[_Any!]!)' +
        '{entities0:_entities(representations:$representations0){...F_0}' +
        'entities1:_entities(representations:$representations1){...F_1}}' +
        'fragment F_0 on Item{one(at:$at)}fragment F_1 on Item{two(at:$at)}',
    );
  });

  test('do not go together where a variable means two things', () => {
    expect(joinOperations([operation('one'), operation('two', '$at:ID')])).toBeUndefined();
  });
});
