import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
} from './running-gateway.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])\n';
/** The price moves from `old` to `fresh` step by step, the stock by a switch of ours. */
const typeDefs = (percent: number) => ({
  old: `${link} type Query { item: Item } type Item @key(fields: "id") { id: ID! price: String stock: String }`,
  fresh: `${link} type Item @key(fields: "id") { id: ID!
    price: String @override(from: "old", label: "percent(${percent})")
    stock: String @override(from: "old", label: "new-stock") }`,
});

let keys: KeyPair;
const urls: Record<string, string> = {};
const toClose: (() => unknown)[] = [];

beforeAll(async () => {
  keys = await createKeyPair();
  for (const [name, text] of Object.entries(typeDefs(50))) {
    const values = { id: '1', price: name, stock: name };
    const resolvers = {
      ...(name === 'old' && { Query: { item: () => values } }),
      Item: { __resolveReference: () => values },
    };
    const schema = buildSubgraphSchema({ typeDefs: parse(text), resolvers });
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { query, variables } = JSON.parse(body) as { query: string; variables?: object };
        const variableValues = { ...variables };
        const result = execute({ schema, document: parse(query), variableValues });
        void Promise.resolve(result).then((value) => response.end(JSON.stringify(value)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    toClose.push(() => server.close());
  }
});
afterAll(async () => {
  for (const close of toClose.reverse()) await close();
});

async function start(percent: number, env: NodeJS.ProcessEnv = {}): Promise<RunningGateway> {
  const services = Object.entries(typeDefs(percent)).map(([name, text]) => ({
    name,
    url: urls[name]!,
    typeDefs: parse(text),
  }));
  const gateway = await startGateway({
    supergraphSdl: composeServices(services).supergraphSdl!,
    identityKey: keys.privateKey,
    env,
    config: { trustProxy: true },
  });
  toClose.push(() => gateway.close());
  return gateway;
}

const callers = Array.from({ length: 40 }, (_, index) => `203.0.113.${index}`);

/** Where each caller's price came from, and his stock; guests are told apart by their address. */
async function sources(gateway: RunningGateway) {
  const items = await Promise.all(
    callers.map(async (caller) => {
      const { data } = await ask(gateway, `{ item { price stock } }`, { 'x-client-ip': caller });
      return [caller, data.item as { price: string; stock: string }] as const;
    }),
  );
  return Object.fromEntries(items);
}

describe('a field that is taken over step by step', () => {
  test('comes from the new subgraph for that share of the callers, always the same ones', async () => {
    const [half, most] = [await start(50), await start(80)];
    const first = await sources(half);
    expect(await sources(half)).toEqual(first);
    const moved = callers.filter((caller) => first[caller]!.price === 'fresh');
    expect(moved.length).toBeGreaterThan(8);
    expect(moved.length).toBeLessThan(32);
    const later = await sources(most);
    const movedLater = callers.filter((caller) => later[caller]!.price === 'fresh');
    expect(movedLater.length).toBeGreaterThan(moved.length);
    expect(movedLater).toEqual(expect.arrayContaining(moved));
  });

  test('is decided for a label of any name by the configuration', async () => {
    const off = await sources(await start(0));
    for (const caller of callers) expect(off[caller]).toEqual({ price: 'old', stock: 'old' });
    const on = await sources(await start(0, { OVERRIDE_LABELS: 'new-stock=100' }));
    for (const caller of callers) expect(on[caller]).toEqual({ price: 'old', stock: 'fresh' });
  });
});
