// Bytes per screen, of the released app against the same operation asked of the gateway: docs/bff.md has the table.
import { print } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as graph from '../src/generated/operations.js';
import { Device, startBff, type TestBff } from './device.js';
import { newestRelease } from './released.js';

let bff: TestBff;
let device: Device;
let orderId: string;
let token: string;
const rows: string[] = [];

beforeAll(async () => {
  // By its clock the minute is over in which a change is told again.
  bff = await startBff('test', () => new Date(Date.now() + 120_000));
  device = new Device(bff.url);
  await device.register();
  const add = (sku: string) =>
    device.send(`mutation ($sku: ID!) { addToCart(input: { sku: $sku }) { __typename } }`, { sku });
  for (let count = 0; count < 5; count++) {
    for (const sku of ['mug-30-A', 'lamp-29-A', 'chair-28-B']) await add(sku);
    const { data } = await device.send(
      `mutation ($key: String!) { placeOrder(input: { idempotencyKey: $key, paymentToken: "tok_ok",
        shippingAddress: { name: "Ada Lovelace", line1: "Unter den Linden 1", city: "Berlin",
          postalCode: "10117", country: "DE" } }) { ... on OrderPlaced { order { id } } } }`,
      { key: crypto.randomUUID() },
    );
    orderId = data.placeOrder.order.id;
  }
  for (const sku of ['mug-30-A', 'lamp-29-A', 'chair-28-B']) await add(sku);
  // A device that is up to date.
  token = (await device.send('{ sync { token } }')).data.sync.token;
});
afterAll(async () => {
  process.stdout.write(`${rows.join('\n')}\n`);
  await bff.close();
});

const nothingSince = {
  ordersSince: '2100-01-01T00:00:00.000Z',
  listing: false,
  changing: false,
  productsSince: '2100-01-01T00:00:00.000Z',
};
const all = { ...nothingSince, ordersSince: null, listing: true, category: 'mugs' };

/** Screen, variables, the gateway's operation and its variables, and what it may weigh compressed. */
const screens = [
  ['HomeScreen', () => ({}), graph.HomeScreenDocument, () => ({}), 1_100],
  ['SearchScreen', () => ({ first: 20 }), graph.SearchScreenDocument, () => ({ first: 20 }), 1_000],
  [
    'ProductScreen',
    () => ({ slug: 'mug-30' }),
    graph.ProductScreenDocument,
    () => ({ slug: 'mug-30' }),
    450,
  ],
  ['CartScreen', () => ({}), graph.CartScreenDocument, () => ({}), 300],
  ['CheckoutScreen', () => ({}), graph.CheckoutScreenDocument, () => ({}), 150],
  ['AccountScreen', () => ({}), graph.AccountScreenDocument, () => ({}), 400],
  [
    'OrdersScreen',
    () => ({ first: 5 }),
    graph.OrdersScreenDocument,
    () => ({ first: 5, withLines: false }),
    350,
  ],
  ['OrderScreen', () => ({ id: orderId }), graph.OrderScreenDocument, () => ({ id: orderId }), 500],
  ['Sync', () => ({ categories: ['mugs'] }), graph.SyncDocument, () => all, 1_700],
  ['Sync (nothing new)', () => ({ since: token }), graph.SyncDocument, () => nothingSince, 600],
] as const;

async function weigh(name: string, variables: object, encoding: string): Promise<number> {
  const operation = newestRelease().operations.find((found) => found.name === name)!;
  const extensions = { persistedQuery: { version: 1, sha256Hash: operation.id } };
  const { body, statusCode } = await request(bff.url, {
    query: { variables: JSON.stringify(variables), extensions: JSON.stringify(extensions) },
    headers: {
      'apollo-require-preflight': 'true',
      authorization: `Bearer ${device.accessToken}`,
      'accept-encoding': encoding,
    },
  });
  expect(statusCode).toBe(200);
  return (await body.arrayBuffer()).byteLength;
}

async function weighGateway(document: typeof graph.HomeScreenDocument, variables: object) {
  const query = print(document);
  const operationName = /(?:query) (\w+)/.exec(query)![1];
  const { body } = await request(bff.gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${device.accessToken}` },
    body: JSON.stringify({ operationName, query, variables }),
  });
  return { sent: query.length, got: (await body.arrayBuffer()).byteLength };
}

it.each(screens)('%s', async (screen, variablesOf, document, gatewayVariables, budget) => {
  const name = screen.split(' ')[0]!;
  const plain = await weigh(name, variablesOf(), 'identity');
  const small = await weigh(name, variablesOf(), 'br');
  const gateway = await weighGateway(document as never, gatewayVariables());
  rows.push(`| ${screen} | ${gateway.sent} | ${gateway.got} | ${plain} | ${small} |`);
  expect(small).toBeLessThanOrEqual(budget);
});
