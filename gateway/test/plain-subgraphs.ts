/** Two subgraphs that know nothing of Tributary: no identity, names of their own. */
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { mountGraphql } from '@tributary/service/graphql-server';
import { createHttpServer } from '@tributary/service/http-server';
import type { FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import { silent } from './running-gateway.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

const services = {
  'book-shop': {
    typeDefs: `${link}
      type Query { books: [Book!]! }
      type Book @key(fields: "isbn") { isbn: ID! title: String! }`,
    resolvers: {
      Query: { books: () => ['1', '2'].map((isbn) => ({ isbn, title: `Book ${isbn}` })) },
    },
  },
  reviews: {
    typeDefs: `${link}
      type Book @key(fields: "isbn") { isbn: ID! stars: Int! }`,
    resolvers: {
      Book: { __resolveReference: ({ isbn }: { isbn: string }) => ({ isbn, stars: Number(isbn) }) },
    },
  },
};

export interface PlainSubgraphs {
  supergraphSdl: string;
  urls: Record<string, string>;
  /** Headers of all requests that the subgraphs received. */
  received: IncomingHttpHeaders[];
  close(): Promise<void>;
}

export async function startPlainSubgraphs(): Promise<PlainSubgraphs> {
  const received: IncomingHttpHeaders[] = [];
  const urls: Record<string, string> = {};
  const apps: FastifyInstance[] = [];
  for (const [name, { typeDefs, resolvers }] of Object.entries(services)) {
    const app = createHttpServer({ logger: silent });
    const schema = buildSubgraphSchema({
      typeDefs: parse(typeDefs),
      resolvers,
    });
    const context = async ({ headers }: { headers: IncomingHttpHeaders }) => {
      received.push(headers);
      return {};
    };
    await mountGraphql({ app, logger: silent, apollo: { schema }, context });
    await app.listen({ host: '127.0.0.1', port: 0 });
    urls[name] = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`;
    apps.push(app);
  }
  return {
    supergraphSdl: composePlain(urls),
    urls,
    received,
    close: async () => {
      await Promise.all(apps.map((app) => app.close()));
    },
  };
}

/** Their supergraph; `extra` is appended to the schema of `book-shop`. */
export function composePlain(urls: Record<string, string>, extra = ''): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(services).map(([name, { typeDefs }]) => ({
      name,
      url: urls[name]!,
      typeDefs: parse(typeDefs + (name === 'book-shop' ? extra : '')),
    })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
