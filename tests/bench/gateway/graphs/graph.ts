/** What one subgraph of the benchmark is made of. All data is computed from ids and page numbers. */
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';

export interface SubgraphDefinition {
  typeDefs: string;
  resolvers: GraphQLResolverMap<unknown>;
}

export type GraphDefinition = Readonly<Record<string, SubgraphDefinition>>;

/** The variables of each operation rotate over so many values. */
export const distinctValues = 1_000;

export const list = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, index) => make(index));

/** The resolver of an entity's representation. */
export const entity = (read: (representation: never) => object) => ({
  __resolveReference: (representation: object) => read(representation as never),
});

/** A field that depends on its arguments alone. */
export const root =
  (read: (args: never) => unknown) =>
  (_root: unknown, args: object): unknown =>
    read(args as never);
