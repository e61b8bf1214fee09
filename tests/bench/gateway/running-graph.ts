/** The subgraphs of one graph as a running process, and what gateways need to know of them, in files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { GraphDefinition } from './graphs/graph.js';
import type { GraphName } from './graphs/operations.js';
import { reviews } from './graphs/reviews.js';
import { shop } from './graphs/shop.js';
import { startProcess } from './node-process.js';

export interface RunningGraph {
  supergraphFile: string;
  /** Name, address and Federation 1 schema of each subgraph, as JSON. */
  servicesFile: string;
  stop(): Promise<void>;
}

const definitions: Readonly<Record<GraphName, GraphDefinition>> = { shop, reviews };

export async function startGraph(name: GraphName): Promise<RunningGraph> {
  const main = fileURLToPath(new URL('subgraphs.ts', import.meta.url));
  const child = startProcess({ args: ['--import', 'tsx', main, name] });
  const port = await child.said(/listening (\d+)/);
  const folder = await mkdtemp(join(tmpdir(), 'bench-gateway-'));
  const services = Object.entries(definitions[name]).map(([service, { typeDefs }]) => ({
    name: service,
    url: `http://127.0.0.1:${port}/${service}`,
    typeDefs,
  }));
  const supergraphFile = join(folder, 'supergraph.graphql');
  const servicesFile = join(folder, 'services.json');
  await writeFile(supergraphFile, compose(services));
  const federation1 = services.map(({ typeDefs, ...service }) => ({
    ...service,
    schema: toFederation1(typeDefs),
  }));
  await writeFile(servicesFile, JSON.stringify(federation1));
  return {
    supergraphFile,
    servicesFile,
    stop: async () => {
      await child.stop();
      await rm(folder, { recursive: true });
    },
  };
}

function compose(services: { name: string; url: string; typeDefs: string }[]): string {
  const { supergraphSdl, errors } = composeServices(
    services.map(({ typeDefs, ...service }) => ({ ...service, typeDefs: parse(typeDefs) })),
  );
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** The shop's schemas as Federation 1 had them: entities of others are extended, nothing is shared by name. */
function toFederation1(typeDefs: string): string {
  return typeDefs
    .replace(/extend schema @link\(.*?\]\)/s, '')
    .replaceAll(/ @shareable|, resolvable: false/g, '')
    .replace(
      /type User (@key\S* "id"\)) \{ id: ID! orders/,
      'extend type User $1 { id: ID! @external orders',
    )
    .replace(
      /type Variant (@key\S* "sku"\)) \{ sku: ID! \}/,
      'extend type Variant $1 { sku: ID! @external }',
    )
    .replace('type Query', 'extend type Query');
}
