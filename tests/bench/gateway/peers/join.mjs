/**
 * What a careful developer would write instead of a gateway for the one operation `deep`: three requests
 * over undici, joined by hand.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [servicesFile, port] = process.argv.slice(2);
const services = JSON.parse(readFileSync(servicesFile, 'utf8'));
const pools = new Map(
  services.map(({ name, url }) => [name, new Pool(new URL(url).origin, { connections: 64 })]),
);
const headers = { 'content-type': 'application/json', accept: 'application/json' };

const ofUser = `query($id: ID!) { user(id: $id) { id name email roles addresses { name line1 city postalCode country } } }`;
const ofOrders = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User {
  orders(first: 5) { id number status placedAt total { amount currency }
    lines { sku quantity unitPrice { amount currency } } } } } }`;
const ofVariants = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Variant {
  name product { slug name } price { amount currency } stock { available level } } } }`;

async function ask(service, query, variables) {
  const { body } = await pools.get(service).request({
    method: 'POST',
    path: `/${service}`,
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await body.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

async function account({ id }) {
  const { user } = await ask('users', ofUser, { id });
  const owners = { representations: [{ __typename: 'User', id }] };
  const { orders } = (await ask('orders', ofOrders, owners))._entities[0];
  const lines = orders.flatMap((order) => order.lines);
  const skus = [...new Set(lines.map(({ sku }) => sku))];
  const wanted = { representations: skus.map((sku) => ({ __typename: 'Variant', sku })) };
  const variants = (await ask('inventory', ofVariants, wanted))._entities;
  const bySku = new Map(skus.map((sku, index) => [sku, variants[index]]));
  for (const line of lines) line.variant = bySku.get(line.sku);
  user.orders = orders;
  return { user };
}

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    account(JSON.parse(text).variables).then(
      (data) => {
        const body = JSON.stringify({ data });
        const length = Buffer.byteLength(body);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
        response.end(body);
      },
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(Number(port), '127.0.0.1');
