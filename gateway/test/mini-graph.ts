/**
 * Three small subgraphs on real sockets, composed as the real ones are. Each can be stopped and started
 * again at its address, made slow, and asked what it received.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import { CodedError, createIdentityVerifier, type Identity, type Jwk } from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { pino } from 'pino';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

export const typeDefs = {
  users: `${link}
    type Query { me: User  secret: String  refused: String  odd: Int! }
    type User @key(fields: "id") { id: ID! name: String! ip: String agent: String }`,
  orders: `${link}
    type User @key(fields: "id") { id: ID! orders: [Order!] }
    type Order @key(fields: "id") { id: ID! number: Int! lines: [OrderLine!]! }
    type OrderLine { sku: ID! variant: Variant }
    type Variant @key(fields: "sku", resolvable: false) { sku: ID! }
    type Query { order(id: ID!): Order }
    type Mutation { addToCart(sku: ID!, quantity: Int!): Int }
    type Subscription { orderUpdated(id: ID!): Order }`,
  inventory: `${link}
    type Variant @key(fields: "sku") { sku: ID! name: String! available: Int }
    type Query { products: [Variant!]  dearest: Variant }`,
};
export type SubgraphName = keyof typeof typeDefs;
export const subgraphNames = Object.keys(typeDefs) as SubgraphName[];

interface MiniContext {
  identity: Identity;
  headers: IncomingHttpHeaders;
}

const order = (id: string) => ({
  id,
  number: Number(id.slice(1)),
  lines: [{ sku: 'cup' }, { sku: 'pot' }],
});
const variant = (sku: string) => ({ sku, name: `A ${sku}`, available: 3 });
const entity = (read: (reference: never) => object) => ({
  __resolveReference: (reference: object) => ({ ...reference, ...read(reference as never) }),
});

const resolvers = {
  users: {
    Query: {
      me: (_root: unknown, _args: unknown, { identity, headers }: MiniContext) =>
        identity.userId && {
          id: identity.userId,
          name: `User ${identity.userId}`,
          ip: headers['x-client-ip'],
          agent: headers['x-client-user-agent'],
        },
      secret: () => {
        throw new Error('password of the database is hunter2');
      },
      refused: () => {
        throw new CodedError('FORBIDDEN', 'Not for you.', { extensions: { field: 'refused' } });
      },
      odd: () => 1,
    },
  },
  orders: {
    User: { orders: () => [order('o1'), order('o2')] },
    Order: entity(({ id }: { id: string }) => order(id)),
    OrderLine: { variant: ({ sku }: { sku: string }) => ({ sku }) },
    Query: { order: (_root: unknown, { id }: { id: string }) => order(id) },
    Mutation: { addToCart: (_root: unknown, { quantity }: { quantity: number }) => quantity },
  },
  inventory: {
    Variant: entity(({ sku }: { sku: string }) => variant(sku)),
    Query: { products: () => ['cup', 'pot'].map(variant), dearest: () => variant('pot') },
  },
};

export interface MiniGraph {
  supergraphSdl: string;
  /** Headers of the requests a subgraph received, oldest first. */
  received: Record<SubgraphName, IncomingHttpHeaders[]>;
  /** How long a subgraph thinks before it answers. */
  delayMs: Partial<Record<SubgraphName, number>>;
  urls: Record<SubgraphName, string>;
  stop(name: SubgraphName): Promise<void>;
  start(name: SubgraphName): Promise<void>;
  close(): Promise<void>;
}

/** @param identityPublicKey whose signature the subgraphs believe */
export async function startMiniGraph(identityPublicKey: Jwk): Promise<MiniGraph> {
  const verifyIdentity = await createIdentityVerifier(identityPublicKey);
  const apps = new Map<SubgraphName, FastifyInstance>();
  const ports = new Map<SubgraphName, number>();
  const received: MiniGraph['received'] = { users: [], orders: [], inventory: [] };
  const delayMs: MiniGraph['delayMs'] = {};
  const start = async (name: SubgraphName) => {
    const app = await createSubgraphServer<MiniContext>({
      logger: pino({ level: 'silent' }),
      schema: buildSubgraphSchema({
        typeDefs: parse(typeDefs[name]),
        resolvers: resolvers[name] as GraphQLResolverMap<unknown>,
      }),
      introspection: false,
      verifyIdentity: async (token) => {
        await pause(delayMs[name] ?? 0);
        return verifyIdentity(token);
      },
      createContext: (identity, { headers }) => {
        received[name].push(headers);
        return { identity, headers };
      },
    });
    await app.listen({ host: '127.0.0.1', port: ports.get(name) ?? 0 });
    apps.set(name, app);
    ports.set(name, (app.server.address() as AddressInfo).port);
  };
  const stop = async (name: SubgraphName) => {
    const app = apps.get(name);
    apps.delete(name);
    app?.server.closeAllConnections();
    await app?.close();
  };
  for (const name of subgraphNames) await start(name);
  const urls = mapNames((name) => `http://127.0.0.1:${ports.get(name)}/graphql`);
  return {
    supergraphSdl: compose(urls),
    received,
    delayMs,
    urls,
    start,
    stop,
    close: async () => {
      await Promise.all(subgraphNames.map(stop));
    },
  };
}

/** The supergraph of the mini subgraphs; `extra` is appended to the schema of inventory. */
export function compose(urls: Record<SubgraphName, string>, extra = ''): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphNames.map((name) => ({
      name,
      url: urls[name],
      typeDefs: parse(typeDefs[name] + (name === 'inventory' ? extra : '')),
    })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

export const mapNames = <T>(value: (name: SubgraphName) => T): Record<SubgraphName, T> =>
  Object.fromEntries(subgraphNames.map((name) => [name, value(name)])) as Record<SubgraphName, T>;
