/** Draws supergraphs and operations, and reports where our executor differs from stock. */
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { compare } from './compare.js';
import type { Executed } from './executed.js';
import { type Fault, faults } from './fault.js';
import { createOperation, type Operation } from './query.js';
import { createRandom, hash } from './random.js';
import { type Bench, type Case, createBench, runOurs, runStock } from './run-case.js';
import { createSubgraphs, type SubgraphSdl } from './subgraph-sdl.js';
import { createSubgraphServer } from './subgraph-server.js';

export interface Report {
  /** Comparisons made. */
  cases: number;
  supergraphs: number;
  /** How often ours gave the operation to stock, by reason. */
  unsupported: Map<string, number>;
  /** Comparisons by fault. */
  byFault: Map<Fault, number>;
  /** How many responses of ours had data and no error. */
  sound: number;
  /** Comparisons in which entities were fetched. */
  withEntities: number;
  /** Comparisons in which ours asked for fewer entities than stock. */
  deduplicated: number;
  /** Comparisons in which ours sent fewer requests than stock. */
  joined: number;
  /** Of these, where stock answers as ours when the subgraphs answer in another order. */
  reordered: number;
  /** Comparisons in which a subgraph's error reached the response. */
  withErrors: number;
  differences: Difference[];
}

export interface Difference {
  /** Of the supergraph. */
  index: number;
  seed: number;
  fault: Fault;
  query: string;
  variables: Record<string, unknown>;
  subgraphs: readonly SubgraphSdl[];
  differences: readonly string[];
}

export interface Options {
  cases: number;
  seed: number;
  /** The supergraph that it begins with. */
  from?: number;
  operationsPerSupergraph?: number;
  /** Stops at this many differences. */
  maxDifferences?: number;
  onProgress?: (done: number) => void;
}

export async function runDifferential(options: Options): Promise<Report> {
  const { cases, from = 0, operationsPerSupergraph = 25, maxDifferences = 1, onProgress } = options;
  const report = createReport();
  const isDone = () => report.cases >= cases || report.differences.length >= maxDifferences;
  for (let index = from; !isDone(); index++) {
    const seed = hash(options.seed, index);
    const drawn = drawSupergraph(seed);
    if (!drawn) continue;
    report.supergraphs++;
    for (let turn = 0; turn < operationsPerSupergraph && !isDone(); turn++) {
      await runOperation(drawn, { index, seed: hash(seed, turn), report });
      onProgress?.(Math.min(report.cases, cases));
    }
  }
  return report;
}

const createReport = (): Report => ({
  cases: 0,
  supergraphs: 0,
  unsupported: new Map(),
  byFault: new Map(),
  sound: 0,
  withEntities: 0,
  deduplicated: 0,
  joined: 0,
  reordered: 0,
  withErrors: 0,
  differences: [],
});

interface Drawn {
  bench: Bench;
  schema: GraphQLSchema;
  subgraphs: readonly SubgraphSdl[];
}

/** Undefined where what was drawn does not compose. */
function drawSupergraph(seed: number): Drawn | undefined {
  const subgraphs = createSubgraphs(createRandom(seed));
  const composed = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (!composed.supergraphSdl) return undefined;
  const supergraph = Supergraph.build(composed.supergraphSdl, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const stock = {
    apiSchema,
    schema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
  };
  const servers = subgraphs.map(({ name, sdl }) => createSubgraphServer(name, sdl));
  return { bench: createBench(stock, servers), schema, subgraphs };
}

async function runOperation(
  { bench, schema, subgraphs }: Drawn,
  { index, seed, report }: { index: number; seed: number; report: Report },
): Promise<void> {
  const operation = drawOperation(seed, schema);
  if (!operation) return;
  const document = parse(operation.query);
  for (const [turn, fault] of faults.entries()) {
    const variables = operation.variables[turn % operation.variables.length]!;
    const { query, operationName } = operation;
    const one: Case = { document, query, operationName, variables, fault: { fault, seed } };
    const differences = await runBoth(bench, one, report);
    if (differences.length > 0)
      report.differences.push({ index, seed, fault, query, variables, subgraphs, differences });
  }
}

function drawOperation(seed: number, schema: GraphQLSchema): Operation | undefined {
  const random = createRandom(seed);
  for (let attempt = 0; attempt < 20; attempt++) {
    const operation = createOperation(random, schema);
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
  return undefined;
}

async function runBoth(bench: Bench, one: Case, report: Report): Promise<string[]> {
  const ours = await runOurs(bench, one);
  if (!ours) {
    const { document, query, operationName } = one;
    const reason = bench.graph.operation({
      document,
      queryHash: query,
      operationName,
    }).unsupported!;
    report.unsupported.set(reason, (report.unsupported.get(reason) ?? 0) + 1);
    return [];
  }
  const stock = await runStock(bench, one);
  report.cases++;
  const { fault } = one.fault;
  report.byFault.set(fault, (report.byFault.get(fault) ?? 0) + 1);
  if (ours.data && ours.errors.length + ours.completion.length === 0) report.sound++;
  if (ours.errors.length > 0) report.withErrors++;
  const [asked, askedByOurs] = [countEntities(stock), countEntities(ours)];
  if (askedByOurs > 0) report.withEntities++;
  if (askedByOurs < asked) report.deduplicated++;
  if (ours.requests < stock.requests) report.joined++;
  const differences = compare(stock, ours);
  if (differences.length === 0 || isSentAlike(ours, stock)) return differences;
  if (!(await isOfOtherOrder(bench, one, ours))) return differences;
  report.reordered++;
  return [];
}

/**
 * The same requests in the same order. A fetch that may be joined with another one starts with the first of
 * them, also where that one has nothing to ask.
 */
function isSentAlike(ours: Executed, stock: Executed): boolean {
  const listed = ({ fetches }: Executed) => fetches.map(({ service, query }) => service + query);
  return ours.requests === stock.requests && listed(ours).join() === listed(stock).join();
}

const orders = 24;

/** Where fetches write at one place, stock's answer too depends on which subgraph is quicker. */
async function isOfOtherOrder(bench: Bench, one: Case, ours: Executed): Promise<boolean> {
  for (let order = 0; order < orders; order++)
    if (compare(await runStock(bench, one, order), ours).length === 0) return true;
  return false;
}

const countEntities = ({ fetches }: Executed): number =>
  fetches.reduce((sum, { representations = [] }) => sum + representations.length, 0);
