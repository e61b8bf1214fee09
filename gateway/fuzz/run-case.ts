/** Runs one operation through the stock executor and through ours, on subgraphs with the same faults. */
import type { GraphQLDataSource } from '@apollo/gateway';
import { type DocumentNode, getOperationAST, GraphQLError } from 'graphql';
import type { CallerIdentity } from '../src/authorization/caller-grants.js';
import type { GatewayContext } from '../src/context.js';
import { createPlanExecutor } from '../src/execution/executor.js';
import { ReadyData } from '../src/execution/ready-data.js';
import { Graph, type GraphOptions } from '../src/execution/graph.js';
import { executeStock, type RequestContext, type StockGraph } from '../src/execution/stock.js';
import type { Subgraph } from '../src/execution/subgraph.js';
import { loadCorrectedStock } from './corrected-stock.js';
import type { ComparedError, Executed, SentFetch } from './executed.js';
import { readParts } from './asked-parts.js';
import type { FaultPlan } from './fault.js';
import { hash } from './random.js';
import type { SubgraphRequest, SubgraphServer } from './subgraph-server.js';

const corrected = loadCorrectedStock();

export interface Bench {
  graph: Graph;
  /** The same graph, whose data sources note what they are asked. */
  begin(fault: FaultPlan): void;
  fetches: SentFetch[];
  /** How many requests they were. */
  requests: number;
  /** Draws how long each answer is on its way; undefined where none is. */
  order: number | undefined;
}

export function createBench(
  stock: Omit<StockGraph, 'dataSources'>,
  servers: readonly SubgraphServer[],
  options: Pick<GraphOptions, 'compileAfter' | 'guardOperation'> = {},
): Bench {
  let fault: FaultPlan = { fault: 'none', seed: 0 };
  const fetches: SentFetch[] = [];
  const ask = async (server: SubgraphServer, request: SubgraphRequest) => {
    fetches.push(...note(server.name, request));
    bench.requests++;
    const answer = server.ask(request, fault);
    if (bench.order === undefined) return answer;
    const turns = hash(bench.order, server.name, request.query) % 8;
    const settled = answer.catch(() => undefined);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    await settled;
    return answer;
  };
  const toStock = (server: SubgraphServer): GraphQLDataSource => ({
    process: ({ request }) => {
      const { query, variables = {} } = JSON.parse(JSON.stringify(request)) as SubgraphRequest;
      return ask(server, { query, variables });
    },
  });
  const toOurs = (server: SubgraphServer): Subgraph => ({
    send: ({ body }) => ask(server, JSON.parse(body) as SubgraphRequest),
  });
  const byName = <T>(make: (server: SubgraphServer) => T) =>
    Object.fromEntries(servers.map((server) => [server.name, make(server)]));
  const graph = new Graph({
    stock: { ...stock, dataSources: byName(toStock) },
    subgraphs: byName(toOurs),
    compileAfter: 0,
    ...options,
  });
  const bench: Bench = {
    graph,
    fetches,
    requests: 0,
    order: undefined,
    begin(next) {
      fault = next;
      fetches.length = 0;
      bench.requests = 0;
    },
  };
  return bench;
}

/** One request may be several fetches. */
function note(service: string, { query, variables = {} }: SubgraphRequest): SentFetch[] {
  const parts = readParts(query);
  if (parts.length === 0) {
    const all = JSON.stringify(sortKeys(variables));
    return [{ service, query, variables: all, representations: undefined, isRepeating: false }];
  }
  return parts.map((part) => {
    const own = part.variables.flatMap((name) =>
      Object.hasOwn(variables, name) ? [[name, variables[name]] as const] : [],
    );
    const list = variables[part.representations] as object[];
    return {
      service,
      query: part.query,
      variables: JSON.stringify(sortKeys(Object.fromEntries(own))),
      representations: list.map((one) => JSON.stringify(sortKeys(one))),
      isRepeating: new Set(list.map((one) => JSON.stringify(one))).size < list.length,
    };
  });
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  const sorted = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, member]) => [key, sortKeys(member)]));
}

export interface Case {
  document: DocumentNode;
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  fault: FaultPlan;
}

/** @param order draws in which order the subgraphs answer; undefined for that of the requests */
export async function runStock(bench: Bench, one: Case, order?: number): Promise<Executed> {
  bench.begin(one.fault);
  bench.order = order;
  const planned = bench.graph.operation(toRequest(one));
  const context = toRequestContext(bench, one, {});
  const running = observe(bench, () =>
    executeStock(bench.graph.stock, planned.plan, context, corrected),
  );
  return running.finally(() => (bench.order = undefined));
}

/** As the gateway's executor runs it for this caller: with what the graph demands of callers. */
export async function runAs(bench: Bench, one: Case, identity: CallerIdentity): Promise<Executed> {
  bench.begin(one.fault);
  const { execute } = createPlanExecutor(() => bench.graph);
  return observe(bench, () => execute(toRequestContext(bench, one, { identity })));
}

function toRequestContext(bench: Bench, one: Case, context: Partial<GatewayContext>) {
  const { document, operationName, variables, query } = one;
  return {
    document,
    queryHash: query,
    operation: getOperationAST(document, operationName),
    request: { query, operationName, variables },
    schema: bench.graph.stock.schema,
    metrics: {},
    context,
    logger: console,
  } as unknown as RequestContext;
}

/** Undefined where ours leaves the operation to stock. */
export async function runOurs(bench: Bench, one: Case): Promise<Executed | undefined> {
  bench.begin(one.fault);
  const compiled = bench.graph.operation(toRequest(one)).compiled();
  if (!compiled) return undefined;
  const context = {} as GatewayContext;
  return observe(bench, async () => {
    const outcome = await compiled.run({ variables: one.variables, context, metrics: {} });
    return outcome.json === undefined ? outcome : { data: new ReadyData(outcome.json) };
  });
}

const toRequest = ({ document, query, operationName }: Case) => ({
  document,
  queryHash: query,
  operationName,
});

interface Result {
  data?: unknown;
  errors?: readonly unknown[] | undefined;
  extensions?: unknown;
}

async function observe(bench: Bench, execute: () => Promise<Result>): Promise<Executed> {
  try {
    const { data, errors = [], extensions } = await execute();
    const completion = (extensions as { valueCompletion?: unknown[] } | undefined)?.valueCompletion;
    return {
      data: ReadyData.textOf(data) ?? JSON.stringify(data),
      errors: errors.map(toCompared),
      completion: (completion ?? []).map(toCompared),
      isRejected: false,
      fetches: [...bench.fetches],
      requests: bench.requests,
    };
  } catch (error) {
    const { requests } = bench;
    const fetches = [...bench.fetches];
    // Fetches at the same time go on; they are not to be counted with the next case's.
    await new Promise(setImmediate);
    return {
      data: undefined,
      errors: [toCompared(error)],
      completion: [],
      isRejected: true,
      fetches,
      requests,
    };
  }
}

function toCompared(error: unknown): ComparedError {
  const { message } = error as Error;
  if (!(error instanceof GraphQLError)) return { message, extensions: {} };
  return { message, path: error.path, extensions: error.extensions };
}
