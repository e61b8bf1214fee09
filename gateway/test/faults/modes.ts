/** The ways in which a subgraph can fail, each as what it does with one request. */
import type { ServerResponse } from 'node:http';
import type { Received, Script } from '../scripted-subgraph.js';

export const faultModes = [
  'hang',
  'reset',
  'garbage',
  'html',
  'status-500',
  'flood-100-mb',
  'wrong-types',
  'wrong-entity-count',
] as const;
export type FaultMode = (typeof faultModes)[number];
export type Mode = FaultMode | 'sound';

const send = (response: ServerResponse, body: string) =>
  response.setHeader('content-type', 'application/json').end(body);

const sound: Script = (response, received) =>
  send(response, JSON.stringify({ data: soundData(received) }));

function soundData({ query, variables }: Received): object {
  const entities = variables?.['representations'] as { sku: string }[] | undefined;
  if (entities)
    return { _entities: entities.map(({ sku }) => ({ name: `A ${sku}`, available: 3 })) };
  if (query.includes('products'))
    return { products: skus.map((sku) => ({ sku, name: `A ${sku}` })) };
  const { id = 'o1' } = variables as { id?: string };
  // Of each order other ones, so that the fetches of different clients share no answer.
  const own = skus.map((sku) => `${sku}-${id}`);
  const lines = own.map((sku) => ({ sku, variant: { __typename: 'Variant', sku } }));
  return { order: { id, number: Number(id.slice(1)), lines } };
}

const skus = ['cup', 'pot', 'lid'];
const chunk = Buffer.alloc(65_536, 'x');
const floodBytes = 100 * 1_048_576;

/** Writes as fast as it is taken, without saying how much will come. */
function flood(response: ServerResponse): void {
  let sent = 0;
  const more = () => {
    while (sent < floodBytes && !response.destroyed) {
      sent += chunk.length;
      if (!response.write(chunk)) return;
    }
    response.end();
  };
  response.on('drain', more);
  more();
}

export const scripts: Record<Mode, Script> = {
  sound,
  hang: () => {},
  reset: ({ socket }) => socket?.resetAndDestroy(),
  garbage: (response) => send(response, '{"data":{"products":[{"sku":'),
  html: (response) => send(response, '<h1>Welcome</h1>'.repeat(100)),
  'status-500': (response) => response.writeHead(500).end('{"errors":[{"message":"no"}]}'),
  'flood-100-mb': flood,
  'wrong-types': (response, { variables }) => {
    const entities = variables?.['representations'] as unknown[] | undefined;
    const odd = { name: { a: 1 }, available: 'many', sku: { b: 2 } };
    send(
      response,
      JSON.stringify({
        data: entities ? { _entities: entities.map(() => odd) } : { products: [odd] },
      }),
    );
  },
  'wrong-entity-count': (response, received) => {
    if (received.variables?.['representations'])
      send(response, '{"data":{"_entities":[{"name":"x"}]}}');
    else sound(response, received);
  },
};
