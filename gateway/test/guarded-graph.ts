/**
 * Two subgraphs on real sockets that demand something of their callers in their schemas, and check
 * nothing themselves: whatever they are asked, they answer. Each notes what it was asked.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { readBody } from './read-body.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import:
  ["@key", "@requires", "@external", "@shareable", "@authenticated", "@requiresScopes", "@policy"])\n`;

export const guardedTypeDefs = {
  people: `${link}
    type Query {
      me: User
      people: [User!]!
      staff: [User!]! @requiresScopes(scopes: [["staff"], ["people:read", "people:list"]])
      audit: [String!] @policy(policies: [["auditor"]])
      nowhere: String @policy(policies: [["unheard-of"]])
      items: [Item!]!
      things: [Thing!]!
      films: [Film]
      pin: Pin
      level: Level
    }
    type Mutation {
      greet(name: String!): String
      rename(name: String!): User @authenticated
      dismiss(id: ID!): Boolean! @requiresScopes(scopes: [["staff"]])
    }
    type User @key(fields: "id") @key(fields: "badge") {
      id: ID!
      badge: ID @authenticated
      name: String!
      email: String @authenticated
      salary: Int! @requiresScopes(scopes: [["admin"]])
      friends: [User!]!
    }
    interface Item { id: ID! title: String price: Int! maker: User }
    type Book implements Item { id: ID! title: String price: Int! maker: User }
    type Film implements Item { id: ID! title: String @authenticated price: Int! @authenticated maker: User }
    type Memo @authenticated { id: ID! text: String }
    type Note { id: ID! text: String }
    union Thing = Note | Memo
    scalar Pin @authenticated
    enum Level @authenticated { HIGH LOW }`,
  letters: `${link}
    type User @key(fields: "badge") {
      badge: ID @authenticated
      email: String @external
      letters: [Letter!]!
      greeting: String @requires(fields: "email") @authenticated
    }
    type Letter { id: ID! subject: String body: String @policy(policies: [["owner"]]) }`,
};

export type GuardedName = keyof typeof guardedTypeDefs;
const names = Object.keys(guardedTypeDefs) as GuardedName[];

const user = (n: number): object => ({
  __typename: 'User',
  id: `u${n}`,
  badge: `b${n}`,
  name: `User ${n}`,
  email: `u${n}@example.com`,
  salary: n * 100,
  friends: () => (n < 3 ? [user(n + 1), user(n + 2)] : []),
});
const film = { __typename: 'Film', id: 'f', title: 'A film', price: 9, maker: user(2) };
const book = { __typename: 'Book', id: 'b', title: 'A book', price: 5, maker: user(1) };

const resolvers = {
  people: {
    Query: {
      me: () => user(1),
      people: () => [user(1), user(2)],
      staff: () => [user(3)],
      audit: () => ['seen'],
      nowhere: () => 'seen',
      items: () => [book, film],
      things: () => [
        { __typename: 'Note', id: 'n', text: 'A note' },
        { __typename: 'Memo', id: 'm', text: 'A memo' },
      ],
      films: () => [film],
      pin: () => '4711',
      level: () => 'HIGH',
    },
    Mutation: {
      greet: (_root: unknown, { name }: { name: string }) => `Hello ${name}`,
      rename: () => user(1),
      dismiss: () => true,
    },
    User: {
      __resolveReference: ({ id, badge }: Record<string, string>) =>
        user(Number((id ?? badge)!.slice(1))),
    },
  },
  letters: {
    User: {
      __resolveReference: (reference: object) => reference,
      letters: ({ badge }: { badge: string }) => [
        { id: `l-${badge}`, subject: 'Subject', body: 'Body' },
      ],
      greeting: ({ email }: { email: string }) => `Dear ${email}`,
    },
  },
};

export interface GuardedGraph {
  supergraphSdl: string;
  /** Documents that a subgraph was asked, the oldest first. */
  asked: Record<GuardedName, string[]>;
  close(): Promise<void>;
}

/** @param cacheControl what its subgraphs say of keeping their answers */
export async function startGuardedGraph(cacheControl?: string): Promise<GuardedGraph> {
  const asked: GuardedGraph['asked'] = { people: [], letters: [] };
  const servers = await Promise.all(
    names.map((name) => startSubgraph(name, asked[name], cacheControl)),
  );
  const urls = servers.map((server) => `http://127.0.0.1:${portOf(server)}/graphql`);
  return {
    supergraphSdl: composeGuarded(urls),
    asked,
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

export function composeGuarded(urls: readonly string[] = ['http://people', 'http://letters']) {
  const { supergraphSdl, errors } = composeServices(
    names.map((name, index) => ({
      name,
      url: urls[index]!,
      typeDefs: parse(guardedTypeDefs[name]),
    })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function startSubgraph(
  name: GuardedName,
  asked: string[],
  cacheControl: string | undefined,
): Promise<Server> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(guardedTypeDefs[name]),
    resolvers: resolvers[name],
  });
  const answer = async (request: IncomingMessage) => {
    const { query, variables } = JSON.parse((await readBody(request)).toString()) as {
      query: string;
      variables?: Record<string, unknown>;
    };
    asked.push(query);
    return graphql({ schema, source: query, variableValues: variables ?? {} });
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (cacheControl) response.setHeader('cache-control', cacheControl);
    void answer(request).then((answered) => response.end(JSON.stringify(answered)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
