/** What is asked: the gateway's graph and those of the BFFs, as their clients see them. */
import { Supergraph } from '@apollo/federation-internals';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { apiSchemaOf, composeSupergraph, schemaPathOf, subgraphs } from '../supergraph.js';
import type { Tree } from './tree.js';

export const providers = ['gateway', 'bff-web', 'bff-mobile'] as const;
export type Provider = (typeof providers)[number];

export interface Graph {
  schema: GraphQLSchema;
  /** The subgraphs that have a type or one of its fields; none for a graph that is not composed. */
  ownersOf(type: string, field?: string): string[];
}

const supergraphPath = 'gateway/supergraph.graphql';

/**
 * The graph as its files in the tree say; undefined where it is not there. The supergraph is composed where
 * `composes` and all subgraphs are there: what is written down may be older than they are.
 * @throws Error when the subgraphs do not compose, or a schema is not valid
 */
export function readGraph(tree: Tree, provider: Provider, composes = false): Graph | undefined {
  if (provider !== 'gateway') {
    const sdl = tree.read(`${provider}/src/schema.graphql`);
    return sdl === undefined
      ? undefined
      : { schema: buildASTSchema(parse(sdl)), ownersOf: () => [] };
  }
  const sources = new Map<string, string | undefined>(
    subgraphs.map(({ name }) => [name, tree.read(schemaPathOf(name))]),
  );
  const isWhole = [...sources.values()].every((sdl) => sdl !== undefined);
  const sdl =
    composes && isWhole
      ? composeSupergraph((name) => sources.get(name)!)
      : tree.read(supergraphPath);
  return sdl === undefined ? undefined : readSupergraph(sdl);
}

function readSupergraph(sdl: string): Graph {
  let parts: ReturnType<typeof subgraphsOf> | undefined;
  return {
    schema: apiSchemaOf(sdl),
    ownersOf(type, field) {
      parts ??= subgraphsOf(sdl);
      return parts
        .filter(({ schema }) => {
          const found = schema.type(type);
          if (!found || field === undefined) return found !== undefined;
          if (found.kind === 'EnumType') return found.value(field) !== undefined;
          return 'field' in found && found.field(field) !== undefined;
        })
        .map(({ name }) => name);
    },
  };
}

const subgraphsOf = (sdl: string) => [
  ...Supergraph.build(sdl, { supportedFeatures: null }).subgraphs().values(),
];
