import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../src/context.js';
import { Graph, type GraphOptions } from '../src/execution/graph.js';
import { clone, merge } from '../src/execution/merge.js';
import { compilePlan } from '../src/execution/plan-steps.js';
import { ReadyData, stringifyResult } from '../src/execution/ready-data.js';
import type { Subgraph, SubgraphCall } from '../src/execution/subgraph.js';
import type { SubgraphAnswer } from '../src/subgraph-answer.js';
import { compose, mapNames, type SubgraphName } from './mini-graph.js';

type Answers = Partial<Record<SubgraphName, (call: SubgraphCall) => SubgraphAnswer>>;

/** A graph of the mini subgraphs whose answers the test gives. */
function createGraph(answers: Answers, options: Partial<GraphOptions> = {}) {
  const supergraph = Supergraph.build(compose(mapNames((name) => `http://${name}.test/graphql`)));
  const apiSchema = supergraph.apiSchema();
  const sent: { to: string; body: { variables: Record<string, unknown> } }[] = [];
  const subgraph = (to: SubgraphName): Subgraph => ({
    send: async (call) => {
      sent.push({ to, body: JSON.parse(call.body) as never });
      return answers[to]!(call);
    },
  });
  const graph = new Graph({
    stock: {
      apiSchema,
      schema: apiSchema.toGraphQLJSSchema(),
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(supergraph),
      dataSources: {},
    },
    subgraphs: mapNames(subgraph),
    compileAfter: 0,
    ...options,
  });
  return { graph, sent };
}

const planned = (graph: Graph, query: string) =>
  graph.operation({ document: parse(query), queryHash: query, operationName: undefined });

const run = (graph: Graph, query: string, variables: Record<string, unknown> = {}) =>
  planned(graph, query)
    .compiled()!
    .run({ variables, context: {} as GatewayContext, metrics: {} });

const order = (skus: readonly string[]): SubgraphAnswer => ({
  data: { order: { lines: skus.map((sku) => ({ variant: { __typename: 'Variant', sku } })) } },
});
const entities = ({ body }: SubgraphCall) =>
  (JSON.parse(body) as { variables: { representations: { sku: string }[] } }).variables
    .representations;
const lines = '{ order(id: "o1") { lines { variant { sku name } } } }';

describe('identical representations', () => {
  test('are sent once, and every owner gets the answer', async () => {
    const { graph, sent } = createGraph({
      orders: () => order(['cup', 'pot', 'cup', 'cup']),
      inventory: (call) => ({
        data: { _entities: entities(call).map(({ sku }) => ({ name: `A ${sku}` })) },
      }),
    });
    const { json } = await run(graph, lines);
    expect(sent[1]!.body.variables['representations']).toEqual([
      { __typename: 'Variant', sku: 'cup' },
      { __typename: 'Variant', sku: 'pot' },
    ]);
    const names = (JSON.parse(json!) as { order: { lines: { variant: { name: string } }[] } }).order
      .lines;
    expect(names.map(({ variant }) => variant.name)).toEqual(['A cup', 'A pot', 'A cup', 'A cup']);
  });

  test('share their errors: each owner gets one at its own path', async () => {
    const { graph } = createGraph({
      orders: () => order(['cup', 'pot', 'cup']),
      inventory: () => ({
        data: { _entities: [null, { name: 'A pot' }] },
        errors: [{ message: 'No cups', path: ['_entities', 0, 'name'] }],
      }),
    });
    const { errors } = (await run(graph, lines)) as { errors: { path: unknown }[] };
    expect(errors.map(({ path }) => path)).toEqual(
      [0, 2].map((index) => ['order', 'lines', index, 'variant', 'name']),
    );
  });

  test('where stock miscounts: an error after a null entity has the path of its own entity', async () => {
    const { graph } = createGraph({
      orders: () => ({
        data: {
          order: {
            lines: [
              { variant: { __typename: 'Variant' } },
              { variant: { __typename: 'Variant', sku: 'pot' } },
            ],
          },
        },
      }),
      inventory: () => ({
        data: { _entities: [null] },
        errors: [{ message: 'No pots', path: ['_entities', 0] }],
      }),
    });
    const { errors } = (await run(graph, lines)) as { errors: { path: unknown }[] };
    expect(errors.map(({ path }) => path)).toEqual([['order', 'lines', 1, 'variant']]);
  });
});

describe('an operation', () => {
  test('is compiled when it comes for the second time', () => {
    const { graph } = createGraph({}, { compileAfter: 1 });
    expect(planned(graph, lines).compiled()).toBeUndefined();
    expect(planned(graph, lines).compiled()).toBeDefined();
  });

  test.each([
    ['{ __schema { queryType { name } } }', 'introspection'],
    ['{ order(id: "o1") { toString: id } }', 'a field named "toString"'],
  ])('%s is left to stock', (query, reason) => {
    const { graph } = createGraph({});
    const operation = planned(graph, query);
    expect(operation.compiled()).toBeUndefined();
    expect(operation.unsupported).toBe(reason);
  });

  test('is forgotten when many others have come since, by number and by size', () => {
    const few = createGraph({}, { maxOperations: 10 }).graph;
    const small = createGraph({}, { maxSize: 20_000 }).graph;
    for (let index = 0; index < 100; index++)
      for (const graph of [few, small])
        planned(graph, `{ order(id: "o${index}") { id } }`).compiled();
    expect(few.size).toBe(10);
    expect(small.size).toBeGreaterThan(0);
    expect(small.size).toBeLessThan(20);
  });
});

test('owners of one representation do not share what another fetch writes for each of them', async () => {
  const { graph } = createGraph({});
  const requires = (...names: string[]) => [
    {
      kind: 'InlineFragment',
      typeCondition: 'User',
      selections: ['__typename', ...names].map((name) => ({ kind: 'Field', name })),
    },
  ];
  const fetchOf = (serviceName: string, needs: string[]) => ({
    kind: 'Flatten',
    path: ['all', '@'],
    node: { ...rootFetch, serviceName, requires: requires(...needs) },
  });
  const nodes = [rootFetch, fetchOf('orders', ['id']), fetchOf('inventory', ['id', 'need'])];
  const answers: Record<string, () => SubgraphAnswer> = {
    users: () => ({
      data: { all: [1, 2].map((need) => ({ __typename: 'User', id: 'u1', need })) },
    }),
    orders: () => ({ data: { _entities: [{ both: { name: 'shared' } }] } }),
    inventory: () => ({ data: { _entities: [1, 2].map((made) => ({ both: { made } })) } }),
  };
  const step = compilePlan({ kind: 'Sequence', nodes } as never, {
    subgraphs: mapNames((name) => ({ send: async () => answers[name]!() })),
    possibleTypes: (type) => [type],
    rewrite: () => {},
    variableDefinitions: planned(graph, lines).operation.variableDefinitions,
  });
  const data: { all?: { both: unknown }[] } = {};
  await step({ data, variables: {}, context: {} as GatewayContext, errors: [], metrics: {} });
  expect(data.all!.map(({ both }) => both)).toEqual([
    { name: 'shared', made: 1 },
    { name: 'shared', made: 2 },
  ]);
});

describe('a hostile answer', () => {
  test('does not reach the prototype of all objects', () => {
    const target = {};
    merge(
      target,
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"polluted": 1}}') as never,
    );
    merge(target, JSON.parse('{"__proto__": {"again": 1}, "toString": {"polluted": 1}}') as never);
    clone(JSON.parse('{"__proto__": {"polluted": 1}}'));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((Object as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  });

  test.each([
    ['a string for a number', { order: { id: 'o1', number: 'two' } }, { order: null }],
    ['null where there must be a value', { order: { id: 'o1', number: null } }, { order: null }],
  ])('with %s is completed with null', async (_what, data, expected) => {
    const { graph } = createGraph({ orders: () => ({ data: structuredClone(data) }) });
    const outcome = await run(graph, '{ order(id: "o1") { id number } }');
    expect(outcome.json).toBeUndefined();
    expect(JSON.parse(JSON.stringify(outcome))).toMatchObject({ data: expected });
  });
});

test('steps at one time that all fail fail the operation and leave nothing behind', async () => {
  const { graph } = createGraph({});
  const { subgraphs, unhandled, stop } = watchRejections({
    data: { list: [{ __typename: 'Item', id: 1 }] },
  });
  const at = { kind: 'Flatten', path: ['list', '@'], node: entityFetch } as const;
  const both = { kind: 'Parallel', nodes: [{ kind: 'Sequence', nodes: [at] }, at] } as const;
  const step = compilePlan({ kind: 'Sequence', nodes: [rootFetch, both] } as never, {
    subgraphs,
    possibleTypes: () => [],
    rewrite: () => {
      throw new Error('Not to be rewritten');
    },
    variableDefinitions: planned(graph, lines).operation.variableDefinitions,
  });
  const context = {} as GatewayContext;
  const running = step({ data: {}, variables: {}, context, errors: [], metrics: {} });
  await expect(running).rejects.toThrow('Not to be rewritten');
  await new Promise((resolve) => setTimeout(resolve, 10));
  stop();
  expect(unhandled).toEqual([]);
});

const rootFetch = {
  kind: 'Fetch',
  serviceName: 'users',
  operation: '{ list { id } }',
  operationKind: 'query',
};
const entityFetch = {
  ...rootFetch,
  requires: [
    { kind: 'Field', name: '__typename' },
    { kind: 'Field', name: 'id' },
  ],
};

function watchRejections(answer: SubgraphAnswer) {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  const known = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  const stop = () => {
    process.off('unhandledRejection', note);
    for (const listener of known) process.on('unhandledRejection', listener);
  };
  return { subgraphs: { users: { send: async () => answer } }, unhandled, stop };
}

describe('ready data', () => {
  const ready = new ReadyData('{"a":1}');

  test('goes out as it is, with whatever is beside it', () => {
    expect(stringifyResult({ data: ready })).toBe('{"data":{"a":1}}\n');
    const all = { errors: [{ message: 'no' }], data: ready, extensions: { b: 2 } };
    expect(stringifyResult(all)).toBe(
      '{"errors":[{"message":"no"}],"data":{"a":1},"extensions":{"b":2}}\n',
    );
  });

  test('is the data to whoever stringifies it without knowing', () => {
    expect(JSON.stringify({ data: ready })).toBe('{"data":{"a":1}}');
  });
});
