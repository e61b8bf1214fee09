import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientNameHeader } from '../src/client-name.js';
import { type MiniGraph, startMiniGraph } from './mini-graph.js';
import { ask, createKeyPair, type RunningGateway, startGateway, until } from './running-gateway.js';

let graph: MiniGraph;
let gateway: RunningGateway;

beforeAll(async () => {
  const keys = await createKeyPair();
  graph = await startMiniGraph(keys.publicKey);
  gateway = await startGateway({
    supergraphSdl: graph.supergraphSdl,
    identityKey: keys.privateKey,
    env: { COST_LIMITS: '*=9, back-office=10' },
  });
});
afterAll(async () => {
  await gateway.close();
  await graph.close();
});

const products = '{ products { sku } }';

test('an operation that may cost too much is refused before any subgraph is asked', async () => {
  const asked = graph.received.inventory.length;
  const { status, data, errors } = await ask(gateway, products);
  expect(status).toBe(400);
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    {
      message: 'The operation may cost 10; 9 are allowed. Ask for fewer or shorter lists.',
      extensions: { code: 'COST_LIMIT_EXCEEDED', cost: 10, limit: 9 },
    },
  ]);
  expect(graph.received.inventory).toHaveLength(asked);
});

test('a named client has a limit of its own', async () => {
  const { data } = await ask(gateway, products, { [clientNameHeader]: 'back-office' });
  expect(data?.products).toBeInstanceOf(Array);
  const unknown = await ask(gateway, products, { [clientNameHeader]: 'constructor' });
  expect(unknown.errors).toMatchObject([{ extensions: { code: 'COST_LIMIT_EXCEEDED', limit: 9 } }]);
});

const directives =
  'directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION\n';
const withCost = (supergraphSdl: string) =>
  supergraphSdl.replace(
    /\{\s*query: Query/,
    '@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost", "@listSize"])\n{ query: Query',
  );

test('a new supergraph brings its own costs', async () => {
  const cheaper = withCost(graph.supergraphSdl).replace(
    'products: [Variant!]',
    'products: [Variant!] @listSize(assumedSize: 3)',
  );
  await gateway.replaceSupergraph(directives + cheaper);
  await until('the list is cheap', async () => (await ask(gateway, products)).status === 200);
  expect(
    (
      await ask(
        gateway,
        '{ products { sku } again: products { sku } more: products { sku } last: products { sku } }',
      )
    ).status,
  ).toBe(400);
});

test('a list that needs exactly one limit is refused without it', async () => {
  const limited = 'products(first: Int): [Variant!] @listSize(slicingArguments: ["first"])';
  await gateway.replaceSupergraph(
    directives + withCost(graph.supergraphSdl).replace('products: [Variant!]', limited),
  );
  await until(
    'the list can be limited',
    async () => (await ask(gateway, '{ products(first: 1) { sku } }')).status === 200,
  );
  const { errors } = await ask(gateway, products);
  expect(errors?.[0]?.message).toBe('"Query.products" needs exactly one of first.');
});
