import {
  buildASTSchema,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { readCostModel } from '../src/demand/cost-model.js';
import { amountOf, compileCost, type Variables } from '../src/demand/cost-node.js';
import { explainCost, renderCost } from '../src/demand/explain-cost.js';
import { costOfOperation } from '../src/demand/operation-cost.js';

const supergraph = parse(`
  schema @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"]) { query: Query, mutation: Mutation }
  directive @link(url: String, import: [String]) repeatable on SCHEMA
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  type Query {
    hello: String
    dear: String @cost(weight: 5)
    book(id: ID): Book
    books(first: Int = 20, last: Int): BookConnection @listSize(slicingArguments: ["first", "last"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)
    best: [Book!]! @listSize(assumedSize: 3)
    all: [Book!]!
    search(filter: Filter): [Hit!] @listSize(assumedSize: 2)
    loud(times: Int @cost(weight: 4)): String
  }
  type Mutation { addBook(title: String): Book }
  type BookConnection { nodes: [Book!]! edges: [Edge!]! total: Int }
  type Edge { node: Book! }
  type Book { title: String author: Author @cost(weight: 3) related: [Book!]! cover: Cover }
  type Author { name: String }
  type Cover @cost(weight: 7) { url: String }
  interface Hit { title: String }
  type Cheap implements Hit { title: String }
  type Costly implements Hit { title: String book: Book cover: Cover }
  input Filter { word: String, deep: Filter, heavy: String @cost(weight: 9) }
`);
const rules = {
  ...readCostModel(supergraph),
  schema: buildASTSchema(supergraph),
  defaultListSize: 10,
};
const nodeOf = (text: string) => {
  const document: DocumentNode = parse(text);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return costOfOperation(rules, document, operation as OperationDefinitionNode);
};
const costOf = (text: string, variables: Variables = {}) =>
  amountOf(compileCost(nodeOf(text)), variables);

describe('the cost of an operation', () => {
  it.each<[text: string, cost: number, variables?: Variables]>([
    ['{ hello }', 0],
    ['{ book { title } }', 1],
    ['{ a: book { title } b: book { title } }', 2],
    ['mutation { addBook { title } }', 11],
    ['{ dear }', 5],
    ['{ book { author { name } } }', 4],
    ['{ book { cover { url } } }', 8],
    ['{ all { title } }', 10],
    ['{ best { title } }', 3],
    ['{ best { related { title } } }', 33],
    // A connection: itself, and as many nodes as its argument says.
    ['{ books { total } }', 1],
    ['{ books { nodes { title } } }', 21],
    ['{ books(first: 5) { nodes { title } } }', 6],
    ['{ books(first: 5) { edges { node { title } } } }', 11],
    ['{ books(first: 5, last: 8) { nodes { title } } }', 9],
    ['{ books(first: 5) { nodes { title } nodes { title } } }', 11],
    ['{ books(first: -5) { nodes { title } } }', 1],
    ['query ($n: Int) { books(first: $n) { nodes { title } } }', 8, { n: 7 }],
    ['query ($n: Int) { books(first: $n) { nodes { title } } }', 21],
    ['query ($n: Int = 4) { books(first: $n) { nodes { title } } }', 5],
    [
      'query ($n: Int) { books(first: $n) { ...F } } fragment F on BookConnection { nodes { title } }',
      8,
      { n: 7 },
    ],
    // Of an interface, the dearest type.
    ['{ search { title } }', 2],
    [
      '{ search { title ... on Costly { book { title } cover { url } } ... on Cheap { title } } }',
      18,
    ],
    ['{ loud(times: 3) }', 4],
    ['{ loud }', 0],
    ['{ search(filter: { word: "x" }) { title } }', 4],
    ['{ search(filter: { deep: { deep: { heavy: "x" } } }) { title } }', 2 + 2 * 12],
    ['query ($f: Filter) { search(filter: $f) { title } }', 6, { f: { deep: {} } }],
    ['query ($yes: Boolean!) { book @include(if: $yes) { title } }', 1, { yes: true }],
    ['query ($yes: Boolean!) { book @include(if: $yes) { title } }', 0, { yes: false }],
    ['query ($yes: Boolean!) { ... @skip(if: $yes) { book { title } } }', 0, { yes: true }],
    ['{ book @skip(if: true) { title } }', 0],
    ['{ __typename }', 0],
    ['{ __schema { types { name fields { name } } } }', 50],
  ])('%s costs %d', (text, cost, variables) => {
    expect(costOf(text, variables)).toBe(cost);
    expect(explainCost(nodeOf(text), variables ?? {}).cost).toBe(cost);
  });

  it('is found at once for fragments that double at each level', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    ).join('\n');
    const text = `query ($n: Int) { ...F0 } ${doubling} fragment F60 on Query { books(first: $n) { nodes { title } } }`;
    expect(costOf(text, { n: 1 })).toBe(2 ** 61);
  });

  it('does not take the names of variables for more than names', () => {
    const text = 'query ($__proto__: Int) { books(first: $__proto__) { nodes { title } } }';
    expect(costOf(text)).toBe(21);
  });
});

it('explains what is dear', () => {
  const lines = renderCost(
    explainCost(nodeOf('{ books(first: 5) { nodes { cover { url } } } }'), {}),
  );
  expect(lines.map((line) => line.trim())).toEqual([
    '41  query',
    '41    books',
    '40      nodes  (at most 5, 1 each and what is in them)',
    '7        cover',
  ]);
});
