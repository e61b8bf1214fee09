/** The check itself: two trees in, a report out. */
import { type GraphQLSchema, parse, validate } from 'graphql';
import { findChanges, type Severity } from './changes.js';
import { type Client, readAllClients, readClients } from './clients.js';
import { findUnfit, findUsers } from './find-users.js';
import { type Graph, type Provider, providers, readGraph } from './graphs.js';
import {
  type ClientReport,
  type ContractFault,
  type GraphReport,
  isRefused,
  type Report,
  type UsedChange,
} from './report.js';
import type { Tree } from './tree.js';

export interface CheckOptions {
  now: Tree;
  /** What to compare with, and its clients: they are the ones that are out. */
  before?: Tree;
  isStrict?: boolean;
}

/** @throws Error when a schema or a document cannot be read, or the subgraphs do not compose */
export function checkSchemas({ now, before, isStrict = false }: CheckOptions): Report {
  const today = readGraphs(now, true);
  const clients = before ? readClients(before) : [];
  const earlier = before ? readGraphs(before, false) : new Map<Provider, Graph>();
  const graphs = before
    ? providers.map((graph) => compareGraph(graph, earlier.get(graph), today.get(graph), clients))
    : [];
  const faults = findFaults(readAllClients(now), today);
  const changes = graphs.flatMap((graph) => graph.changes);
  return {
    isOk: faults.length === 0 && !changes.some((change) => isRefused(change, isStrict)),
    isStrict,
    graphs,
    clients: clients.map((client) => reportOf(client, changes, earlier)),
    faults,
  };
}

function readGraphs(tree: Tree, composes: boolean): Map<Provider, Graph> {
  const found = new Map<Provider, Graph>();
  for (const provider of providers) {
    const graph = readGraph(tree, provider, composes);
    if (graph) found.set(provider, graph);
  }
  return found;
}

function compareGraph(
  graph: Provider,
  before: Graph | undefined,
  now: Graph | undefined,
  clients: readonly Client[],
): GraphReport {
  if (!before) return { graph, isCompared: false, changes: [] };
  if (!now) throw new Error(`The schema of ${graph} is gone.`);
  const schemas = { before: before.schema, now: now.schema };
  const own = clients.filter(({ provider }) => provider === graph);
  const changes = findUsers(findChanges(before.schema, now.schema), own, schemas);
  return {
    graph,
    isCompared: true,
    changes: changes.map(({ hits: _hits, ...change }) => ({
      ...change,
      subgraphs: ownersOf(change.coordinate, before, now),
    })),
  };
}

/** Where it is now, or where it was. */
function ownersOf(coordinate: string, before: Graph, now: Graph): string[] {
  const [, type, field] = /^(\w+)(?:\.(\w+))?/.exec(coordinate) ?? [];
  if (!type) return [];
  const owners = now.ownersOf(type, field);
  return owners.length > 0 ? owners : before.ownersOf(type, field);
}

function reportOf(
  client: Client,
  changes: readonly UsedChange[],
  earlier: ReadonlyMap<Provider, Graph>,
): ClientReport {
  const { name, release, provider, operations } = client;
  const hit = (severity: Severity) =>
    changes.some(
      (change) =>
        change.severity === severity &&
        change.users.some((user) => user.client === name && user.release === release),
    );
  const schema = earlier.get(provider)?.schema;
  return {
    client: name,
    ...(release !== undefined && { release }),
    graph: provider,
    documents: operations.length,
    verdict: hit('breaking') ? 'breaking' : hit('dangerous') ? 'dangerous' : 'safe',
    unfit: schema ? findUnfit(client, schema) : [],
  };
}

function findFaults(
  clients: readonly Client[],
  graphs: ReadonlyMap<Provider, Graph>,
): ContractFault[] {
  return clients.flatMap(({ name, release, provider, operations }) => {
    const schema = graphs.get(provider)?.schema;
    return operations.flatMap((operation) =>
      messagesFor(schema, operation.body).map((message) => ({
        client: name,
        ...(release !== undefined && { release }),
        graph: provider,
        document: operation.name,
        message,
      })),
    );
  });
}

function messagesFor(schema: GraphQLSchema | undefined, body: string): string[] {
  if (!schema) return ['There is no schema to ask.'];
  return validate(schema, parse(body)).map(({ message }) => message);
}
