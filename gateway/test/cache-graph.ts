/** Two small subgraphs with @cacheControl on real sockets. They count what they are asked, and can be held. */
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import {
  CodedError,
  createIdentityVerifier,
  type Identity,
  type Jwk,
  stateChanges,
} from '@tributary/service';
import { createSubgraphServer } from '@tributary/service/subgraph-server';
import { parse } from 'graphql';
import { pino } from 'pino';

const head = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  enum CacheControlScope @inaccessible { PUBLIC PRIVATE }`;

const typeDefs = {
  items: `${head}
    type Query {
      items(ids: [ID!]!): [Item!]!
      item(id: ID!): Item @cacheControl(maxAge: 60)
      total: Int @cacheControl(maxAge: 60)
      basket: Basket
      greeting: String
      shelf: Shelf
    }
    type Item @key(fields: "id") { id: ID! value: Int! }
    type Basket @cacheControl(maxAge: 60, scope: PRIVATE) { owner: String }
    type Shelf @cacheControl(maxAge: 60) { items: [Item!]! @cacheControl(inheritMaxAge: true) count: Int! }
    type Mutation { setValue(id: ID!, value: Int!): Item  nothing: Boolean  fail: Boolean }`,
  prices: `${head}
    type Item @key(fields: "id") @cacheControl(maxAge: 60) { id: ID! price: Int  live: Int @cacheControl(maxAge: 0)  broken: Int }
    type Mutation { setPrice(id: ID!, price: Int!): Item  raisePrice(id: ID!): Item  raiseQuietly(id: ID!): Item }`,
};
type Name = keyof typeof typeDefs;

export interface Asked {
  query: string;
  /** Ids of the entities. */
  ids: string[];
}

export interface CacheGraph {
  supergraphSdl: string;
  asked: Record<Name, Asked[]>;
  values: Map<string, number>;
  prices: Map<string, number>;
  /** Whether its `greeting`, another each time, is for one caller alone. */
  isGreetingPrivate: boolean;
  /** Awaited between reading the data and answering. */
  beforeAnswer: (name: Name, query: string) => Promise<void> | void;
  close(): Promise<void>;
}

interface Context {
  identity: Identity;
  name: Name;
  query: string;
}

export async function startCacheGraph(identityPublicKey: Jwk): Promise<CacheGraph> {
  const verifyIdentity = await createIdentityVerifier(identityPublicKey);
  const graph: Omit<CacheGraph, 'supergraphSdl' | 'close'> = {
    asked: { items: [], prices: [] },
    values: new Map(),
    prices: new Map(),
    isGreetingPrivate: false,
    beforeAnswer: () => undefined,
  };
  const start = async (name: Name) => {
    const app = await createSubgraphServer<Context>({
      logger: pino({ level: 'silent' }),
      schema: buildSubgraphSchema({
        typeDefs: parse(typeDefs[name]),
        resolvers: createResolvers(graph)[name] as GraphQLResolverMap<unknown>,
      }),
      introspection: false,
      verifyIdentity,
      createContext: (identity, { body }) => {
        const { query, variables } = body as {
          query: string;
          variables?: { representations?: { id: string }[] };
        };
        const ids = (variables?.representations ?? []).map(({ id }) => id);
        graph.asked[name].push({ query, ids });
        return { identity, name, query };
      },
    });
    app.addHook('onSend', async ({ body }, reply) => {
      if (!(body as { query: string }).query.includes('greeting')) return;
      const scope = graph.isGreetingPrivate ? 'private' : 'public';
      void reply.header('cache-control', `max-age=60, ${scope}`);
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    return {
      app,
      name,
      url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`,
    };
  };
  const started = await Promise.all([start('items'), start('prices')]);
  const { supergraphSdl, errors } = composeServices(
    started.map(({ name, url }) => ({ name, url, typeDefs: parse(typeDefs[name]) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return Object.assign(graph, {
    supergraphSdl,
    close: async () => {
      await Promise.all(started.map(({ app }) => app.close()));
    },
  });
}

function createResolvers(graph: Omit<CacheGraph, 'supergraphSdl' | 'close'>) {
  const read = async <T>({ name, query }: Context, value: T): Promise<T> => {
    await graph.beforeAnswer(name, query);
    return value;
  };
  let greetings = 0;
  const item = (id: string) => ({ id, value: graph.values.get(id) ?? 0 });
  const price = (id: string) => ({ id, price: graph.prices.get(id) ?? 0, live: 1 });
  return {
    items: {
      Query: {
        items: (_root: unknown, { ids }: { ids: string[] }) => ids.map(item),
        item: (_root: unknown, { id }: { id: string }, context: Context) => read(context, item(id)),
        total: (_root: unknown, _args: unknown, context: Context) =>
          read(context, graph.values.size),
        basket: (_root: unknown, _args: unknown, context: Context) =>
          read(context, { owner: context.identity.userId }),
        greeting: (_root: unknown, _args: unknown, context: Context) =>
          read(context, `Hello ${context.identity.userId} ${greetings++}`),
        shelf: () => ({ items: [...graph.values.keys()].map(item), count: graph.values.size }),
      },
      Item: { __resolveReference: ({ id }: { id: string }) => item(id) },
      Mutation: {
        setValue: (_root: unknown, { id, value }: { id: string; value: number }) => {
          graph.values.set(id, value);
          return item(id);
        },
        nothing: () => true,
        fail: () => {
          throw new CodedError('FORBIDDEN', 'Not for you.');
        },
      },
    },
    prices: {
      Item: {
        __resolveReference: ({ id }: { id: string }, context: Context) => read(context, price(id)),
        broken: () => {
          throw new CodedError('FORBIDDEN', 'Not for you.');
        },
      },
      Mutation: {
        raisePrice: async (_root: unknown, { id }: { id: string }, context: Context) => {
          const raised = (graph.prices.get(id) ?? 0) + 1;
          graph.prices.set(id, raised);
          stateChanges(context, [{ type: 'Item', key: { id } }]);
          await graph.beforeAnswer('prices', context.query);
          return { id, price: raised };
        },
        raiseQuietly: (_root: unknown, { id }: { id: string }) => {
          const raised = (graph.prices.get(id) ?? 0) + 1;
          graph.prices.set(id, raised);
          return { id, price: raised };
        },
        setPrice: (_root: unknown, { id, price: next }: { id: string; price: number }) => {
          graph.prices.set(id, next);
          return price(id);
        },
      },
    },
  };
}
