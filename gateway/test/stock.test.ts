import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ApolloGateway } from '@apollo/gateway';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { disableApolloTelemetry } from '../src/config.js';
import {
  applyRewrites,
  executeStock,
  readOperation,
  readStockGraph,
  type RequestContext,
  toDownstreamError,
} from '../src/execution/stock.js';
import { compose, mapNames } from './mini-graph.js';

const require = createRequire(import.meta.url);

async function loadGateway(): Promise<ApolloGateway> {
  disableApolloTelemetry();
  const supergraphSdl = compose(mapNames((name) => `http://${name}.test/graphql`));
  const process = () => Promise.resolve({ data: { order: { id: 'o1', number: 1 } } });
  const gateway = new ApolloGateway({ supergraphSdl, buildService: () => ({ process }) });
  await gateway.load();
  return gateway;
}

test('the version of @apollo/gateway is the one whose insides these tests know', () => {
  const file = require.resolve('@apollo/gateway/package.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: '2.14.4' });
});

test('a loaded gateway holds schemas, planner and data sources where they are looked for', async () => {
  const gateway = await loadGateway();
  const graph = readStockGraph(gateway);
  expect(graph.schema.getQueryType()?.getFields()).toHaveProperty('order');
  expect(graph.supergraphSchema.getType('join__Graph')).toBeDefined();
  expect(Object.keys(graph.dataSources).toSorted()).toEqual(['inventory', 'orders', 'users']);
  const operation = readOperation(graph, parse('{ order(id: "o1") { number } }'), undefined);
  const plan = graph.planner.buildQueryPlan(operation, graph.planOptions);
  expect(plan.node).toMatchObject({ kind: 'Fetch', serviceName: 'orders', operationKind: 'query' });
  await gateway.stop();
});

test('a plan can be run as stock runs it', async () => {
  const gateway = await loadGateway();
  const graph = readStockGraph(gateway);
  const query = '{ order(id: "o1") { number } }';
  const document = parse(query);
  const operation = readOperation(graph, document, undefined);
  const plan = graph.planner.buildQueryPlan(operation, graph.planOptions);
  const context = { document, request: { query }, metrics: {}, context: {} };
  const result = await executeStock(graph, plan, context as unknown as RequestContext);
  expect(JSON.parse(JSON.stringify(result))).toEqual({ data: { order: { number: 1 } } });
  await gateway.stop();
});

test('rewrites and errors are made as stock makes them', async () => {
  const gateway = await loadGateway();
  const graph = readStockGraph(gateway);
  const value = { __typename: 'Order', id: 1 };
  const rewrite = { kind: 'ValueSetter' as const, path: ['... on Order', 'id'], setValueTo: 2 };
  applyRewrites(graph.supergraphSchema, [rewrite], value);
  expect(value.id).toBe(2);
  const error = toDownstreamError({ extensions: { a: 1 } }, 'users', ['me']);
  expect(error.toJSON()).toEqual({
    message: 'Error while fetching subquery from service "users"',
    path: ['me'],
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', a: 1, serviceName: 'users' },
  });
  await gateway.stop();
});
