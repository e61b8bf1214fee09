/** What becomes of answers that are not what the schema says, and where stock has it wrong. */
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { GatewayContext } from '../src/context.js';
import { Graph } from '../src/execution/graph.js';
import { executeStock, type RequestContext } from '../src/execution/stock.js';

const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { one: E1  all: [E1]  strict: [E1!]  any: Node  lone: Lone  color: Color  count: Int  nth(n: Int!): Int }
  enum Color { RED }
  interface Node { id: ID! }
  interface Lone { id: ID! }
  type E1 implements Node & Lone @key(fields: "id") { id: ID!  shared: String  tags: [String]  next: E1  must: [String!]! }
  type E2 implements Node { id: ID!  shared: String }`);
const other = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type E1 @key(fields: "id") { id: ID!  far: String }`);
const composed = composeServices([
  { name: 'only', url: 'http://only', typeDefs },
  { name: 'other', url: 'http://other', typeDefs: other },
]);
const supergraph = Supergraph.build(composed.supergraphSdl!);
const apiSchema = supergraph.apiSchema();

function createGraph(data: object) {
  const answer = async () => ({ data: structuredClone(data) as Record<string, unknown> });
  const source = { process: answer };
  return new Graph({
    stock: {
      apiSchema,
      schema: apiSchema.toGraphQLJSSchema(),
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(supergraph),
      dataSources: { only: source, other: source },
    },
    subgraphs: { only: { send: answer }, other: { send: answer } },
  });
}

const planned = (graph: Graph, query: string) =>
  graph.operation({ document: parse(query), queryHash: query, operationName: undefined });

async function runOurs(query: string, data: object, variables: Record<string, unknown> = {}) {
  const operation = planned(createGraph(data), query);
  operation.compiled();
  const context = {} as GatewayContext;
  const outcome = await operation.compiled()!.run({ variables, context, metrics: {} });
  const told = outcome.json !== undefined ? { data: JSON.parse(outcome.json) as unknown } : outcome;
  const plain = JSON.parse(JSON.stringify(told)) as {
    data: unknown;
    errors?: unknown;
    extensions?: { valueCompletion: { message: string; path: unknown }[] };
  };
  const completion = plain.extensions?.valueCompletion ?? [];
  const errors = completion.map(({ message, path }) => [message, path]);
  return { data: plain.data, failed: plain.errors, errors, isWritten: outcome.json !== undefined };
}

async function runStock(query: string, data: object): Promise<unknown> {
  const graph = createGraph(data);
  const document = parse(query);
  const context = { document, request: { query }, metrics: {}, context: {} };
  const { plan } = planned(graph, query);
  const running = executeStock(graph.stock, plan, context as unknown as RequestContext);
  const { data: told } = await running.catch(() => ({ data: undefined }));
  return told && (JSON.parse(JSON.stringify(told)) as unknown);
}

const e1 = { id: 'i1', shared: 'yes' };

describe('within a fragment on an abstract type', () => {
  test.each([
    '{ one { ...F } } fragment F on Node { id ... on E1 { shared } }',
    '{ one { ... on Node { id ... on Node { ... on E1 { shared } } } } }',
  ])('an object is of the type that the schema says: %s', async (query) => {
    expect(await runStock(query, { one: e1 })).toEqual({ one: { id: 'i1' } });
    expect(await runOurs(query, { one: e1 })).toMatchObject({ data: { one: e1 }, isWritten: true });
    const broken = { ...e1, shared: 7 };
    const { data, errors } = await runOurs(query, { one: broken });
    expect(data).toEqual({ one: { id: 'i1', shared: null } });
    expect(errors).toEqual([['Invalid value found for field E1.shared.', ['one', 'shared']]]);
  });

  test('fragments on other types are left out', async () => {
    const query = '{ one { ... on Node { ... on E2 { shared } id } } }';
    expect(await runOurs(query, { one: e1 })).toMatchObject({ data: { one: { id: 'i1' } } });
    const broken = await runOurs(query, { one: { id: true } });
    expect(broken.data).toEqual({ one: null });
  });

  test('its name is known where it is the only one that there can be', async () => {
    const query = '{ lone { ... on Node { kind: __typename ... on E1 { shared } } } }';
    const { data } = await runOurs(query, { lone: { shared: 'yes' } });
    expect(data).toEqual({ lone: { kind: 'E1', shared: 'yes' } });
  });

  test('what stock would lose is compiled at once, all else the second time', () => {
    const isAtOnce = (query: string) => planned(createGraph({}), query).compiled() !== undefined;
    expect(isAtOnce('{ one { ... on Node { ... on E1 { shared } } } }')).toBe(true);
    expect(isAtOnce('{ one { ... on Node { kind: __typename } } }')).toBe(true);
    expect(isAtOnce('{ one { ... on Node { id } } any { ... on E1 { shared } } }')).toBe(false);
  });
});

describe('a value of the wrong shape is null with an error at its place:', () => {
  const query = '{ one { id tags next { shared } } all { shared } strict { shared } }';
  const sound = { one: { ...e1, tags: ['a'], next: null }, all: [e1], strict: [e1] };
  const rest = { one: { id: 'i1', tags: ['a'], next: null } };
  const two = { all: [{ shared: 'yes' }], strict: [{ shared: 'yes' }] };

  test.each([
    ['an object for a list', { all: { shared: 'x' } }, { all: null }, 'Query.all', ['all']],
    ['a text for a list', { all: 'none' }, { all: null }, 'Query.all', ['all']],
    ['a text for an object', { one: 'none' }, { one: null }, 'Query.one', ['one']],
    ['a list for an object', { one: [e1] }, { one: null }, 'Query.one', ['one']],
  ])('%s', async (_what, wrong, expected, field, path) => {
    const { data, errors } = await runOurs(query, { ...sound, ...wrong });
    expect(data).toEqual({ ...rest, ...two, ...expected });
    expect(errors).toEqual([[`Invalid value found for field ${field}.`, path]]);
  });

  test('an object of which any field may be missing is not mistaken for a list', async () => {
    const { data, errors } = await runOurs('{ all { shared } }', { all: [[e1], e1] });
    expect(data).toEqual({ all: [null, { shared: 'yes' }] });
    expect(errors).toEqual([
      ['Invalid value found for array element of type E1 at index 0.', ['all', 0]],
    ]);
  });

  test('it goes up to what may be null, and is told once', async () => {
    const elements = { strict: [e1, 7] };
    const { data, errors } = await runOurs(query, { ...sound, ...elements });
    expect(data).toEqual({ ...rest, all: two.all, strict: null });
    expect(errors).toHaveLength(1);
    const nonNull = await runOurs('{ one { must } all { must } }', {
      one: { must: {} },
      all: [{ must: ['x'] }, { must: ['x', null] }],
    });
    expect(nonNull.data).toEqual({ one: null, all: [{ must: ['x'] }, null] });
    expect(nonNull.errors.map(([, path]) => path)).toEqual([
      ['one', 'must'],
      ['all', 1, 'must', 1],
    ]);
  });

  test('stock answers nothing of the operation', async () => {
    expect(await runStock(query, sound)).toEqual({ ...rest, ...two });
    expect(await runStock(query, { ...sound, all: { shared: 'x' } })).toBeUndefined();
    expect(await runStock(query, { ...sound, one: 'none' })).toBeUndefined();
  });

  test.each([
    ['a list', '{ all { shared far } one { shared } }', { all: { shared: 'x' }, one: e1 }],
    ['an object', '{ one { shared } all { next { far } } }', { one: e1, all: [{ next: [e1] }] }],
  ])('also where entities are looked for below %s', async (_what, far, wrong) => {
    const { data, failed, errors } = await runOurs(far, wrong);
    expect(failed).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(data).toMatchObject({ one: { shared: 'yes' } });
  });

  test('a name of a type that is none', async () => {
    const any = '{ any { id } one { id } }';
    const { data, errors } = await runOurs(any, { any: { __typename: 7, id: 'a' }, one: e1 });
    expect(data).toEqual({ any: null, one: { id: 'i1' } });
    expect(errors).toEqual([['Invalid __typename found for object at field Query.any.', ['any']]]);
  });
});

test('a field that is selected twice is completed once, with both selections', async () => {
  const { data, errors } = await runOurs('{ one { next { id } next { shared must } } }', {
    one: { next: { id: 'i2', shared: 'x', must: ['a'] } },
  });
  expect(data).toEqual({ one: { next: { id: 'i2', shared: 'x', must: ['a'] } } });
  expect(errors).toEqual([]);
  const broken = await runOurs('{ one { shared next { id } next { must } } }', {
    one: { shared: 5, next: { id: 'i2', must: null } },
  });
  expect(broken.data).toEqual({ one: { shared: null, next: null } });
  expect(broken.errors).toHaveLength(2);
});

test.each([
  ['a default', '($if: Boolean = true)', {}, { id: 'i1' }],
  ['a value', '($if: Boolean = true)', { if: false }, {}],
  ['a value that there must be', '($if: Boolean!)', { if: true }, { id: 'i1' }],
])('a condition with %s is written without a detour', async (_what, head, variables, expected) => {
  const query = `query ${head} { one { id @include(if: $if) shared @skip(if: $if) } }`;
  const { data, isWritten } = await runOurs(query, { one: { id: 'i1', shared: 'x' } }, variables);
  expect(data).toEqual({ one: 'id' in expected ? expected : { shared: 'x' } });
  expect(isWritten).toBe(true);
  const broken = await runOurs(query, { one: { id: {}, shared: {} } }, variables);
  expect(broken.data).toEqual({ one: 'id' in expected ? null : { shared: null } });
});

test.each([
  ['an enum value that there is not', '{ one { shared } color }', { color: 'NONE' }],
  ['a number that is no integer', '{ count one { shared } }', { count: 1.5 }],
])('%s is null with an error', async (_what, query, wrong) => {
  const { data, errors } = await runOurs(query, { one: e1, ...wrong });
  expect(data).toEqual({ one: { shared: 'yes' }, ...mapToNull(wrong) });
  expect(errors).toHaveLength(1);
});

const mapToNull = (wrong: object) =>
  Object.fromEntries(Object.keys(wrong).map((key) => [key, null]));

test.each([
  [{ n: 2 ** 31 }, 1],
  [{ n: 1 }, 0],
  [{ n: 'one' }, 1],
  [{}, 1],
])('variables %j are judged as graphql-js judges them', (variables, errors) => {
  const operation = planned(createGraph({}), 'query ($n: Int!) { nth(n: $n) }');
  expect(operation.checkVariables(variables)).toHaveLength(errors);
});

test('elements of a list that is selected twice keep what each selection has made of them', async () => {
  const query = '{ all { id } ...More } fragment More on Query { all { shared next { id } } }';
  const next = { id: {} };
  const { data } = await runOurs(query, {
    all: [
      { ...e1, next },
      { ...e1, shared: 7 },
    ],
  });
  expect(data).toEqual({
    all: [
      { id: 'i1', shared: 'yes', next: null },
      { id: 'i1', shared: null, next: null },
    ],
  });
});
