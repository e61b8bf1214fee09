/** Runs random operations as random callers on random guarded supergraphs, and reports what came out wrong. */
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { type CallerIdentity, createPolicies } from '../src/authorization/caller-grants.js';
import { createGuardOperation } from '../src/authorization/operation-guard.js';
import { createServedSupergraphs } from '../src/authorization/served-supergraph.js';
import { createOracle, type Oracle } from './authorization-oracle.js';
import { findLeaks, findLosses, type Judged, nameTypes } from './authorization-judge.js';
import { guardSubgraphs, policies, scopes } from './guarded-sdl.js';
import { createOperation, type Operation } from './query.js';
import { createRandom, hash, type Random } from './random.js';
import { type Bench, createBench, runAs } from './run-case.js';
import { createSubgraphs, type SubgraphSdl } from './subgraph-sdl.js';
import { createSubgraphServer } from './subgraph-server.js';

export interface AuthorizationReport {
  cases: number;
  supergraphs: number;
  /** Cases in which something was refused. */
  refused: number;
  /** Cases in which nothing at all was fetched. */
  withoutFetch: number;
  /** What was seen or fetched without right, or lost without reason. */
  faults: string[];
}

interface Drawn {
  /** The first compiles at once, the second leaves all to stock. */
  benches: readonly [Bench, Bench];
  schema: GraphQLSchema;
  oracle: Oracle;
  subgraphSchemas: ReadonlyMap<string, GraphQLSchema>;
  subgraphs: readonly SubgraphSdl[];
}

export async function runAuthorization(options: {
  seed: number;
  supergraphs: number;
  operations: number;
  callers: number;
  /** Switches the enforcement off: the run must then fail. */
  isUnguarded?: boolean;
}): Promise<AuthorizationReport> {
  const report = { cases: 0, supergraphs: 0, refused: 0, withoutFetch: 0, faults: [] };
  for (let index = 0; report.supergraphs < options.supergraphs; index++) {
    const seed = hash(options.seed, index);
    const drawn = draw(seed, options.isUnguarded ?? false);
    if (!drawn) continue;
    report.supergraphs++;
    for (let turn = 0; turn < options.operations; turn++)
      await runOperation(drawn, { seed: hash(seed, turn), callers: options.callers, report });
  }
  return report;
}

/** Undefined where what was drawn does not compose. */
function draw(seed: number, isUnguarded: boolean): Drawn | undefined {
  const random = createRandom(seed);
  const subgraphs = guardSubgraphs(random, createSubgraphs(random));
  const { supergraphSdl } = composeServices(
    subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) })),
  );
  if (!supergraphSdl) return undefined;
  const served = createServedSupergraphs();
  const stripped = served.strip(supergraphSdl);
  const supergraph = Supergraph.build(stripped, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const stock = {
    apiSchema,
    schema,
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    planner: new QueryPlanner(supergraph),
  };
  const model = served.modelOf(stripped);
  const rules = Object.fromEntries(policies.map((name) => [name, [name]]));
  const guardOperation =
    model && !isUnguarded
      ? createGuardOperation({ model, schema, policies: createPolicies(rules) })
      : undefined;
  const bench = (compileAfter: number) =>
    createBench(
      stock,
      subgraphs.map(({ name, sdl }) => createSubgraphServer(name, sdl)),
      { compileAfter, guardOperation },
    );
  return {
    benches: [bench(0), bench(Infinity)],
    schema,
    oracle: createOracle(subgraphs),
    subgraphSchemas: new Map(
      subgraphs.map(({ name, sdl }) => [name, buildSubgraphSchema({ typeDefs: parse(sdl) })]),
    ),
    subgraphs,
  };
}

interface Run {
  seed: number;
  callers: number;
  report: AuthorizationReport;
}

async function runOperation(drawn: Drawn, { seed, callers, report }: Run): Promise<void> {
  const random = createRandom(seed);
  const operation = drawOperation(random, drawn.schema);
  if (!operation) return;
  const document = nameTypes(parse(operation.query));
  const { query, operationName } = operation;
  const variables = operation.variables[0]!;
  const one = {
    document,
    query,
    operationName,
    variables,
    fault: { fault: 'none', seed } as const,
  };
  const whole = await runAs(drawn.benches[0], one, everybody);
  for (let turn = 0; turn < callers; turn++) {
    const caller = drawCaller(random);
    for (const bench of drawn.benches) {
      const executed = await runAs(bench, one, caller);
      const judged: Judged = { ...drawn, document, caller, executed };
      report.cases++;
      if (executed.errors.length > whole.errors.length) report.refused++;
      if (executed.fetches.length === 0) report.withoutFetch++;
      const faults = [...findLeaks(judged), ...findLosses(whole, executed)];
      report.faults.push(...faults.map((fault) => describe(fault, judged, drawn, query)));
    }
  }
}

function drawOperation(random: Random, schema: GraphQLSchema): Operation | undefined {
  for (let attempt = 0; attempt < 20; attempt++) {
    const operation = createOperation(random, schema);
    if (validate(schema, parse(operation.query)).length === 0) return operation;
  }
  return undefined;
}

const everybody: CallerIdentity = {
  userId: 'u',
  sessionId: null,
  roles: [],
  scopes: [...scopes, ...policies],
};

function drawCaller(random: Random): CallerIdentity {
  const isGuest = random.chance(0.3);
  const held = isGuest || random.chance(0.2) ? [] : random.some([...scopes, ...policies]);
  return { userId: isGuest ? null : 'u', sessionId: null, roles: [], scopes: held };
}

const describe = (fault: string, { caller }: Judged, { subgraphs }: Drawn, query: string): string =>
  [
    fault,
    `caller: ${JSON.stringify(caller)}`,
    query,
    ...subgraphs.map(({ name, sdl }) => `# ${name}\n${sdl}`),
  ].join('\n');
