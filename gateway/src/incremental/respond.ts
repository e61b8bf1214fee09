/**
 * Answers operations with @defer in parts, to clients that accept the format of Apollo Client's
 * `deferSpec=20220824`. For everybody else, and for what cannot be taken apart, @defer means nothing.
 */
import type { GraphQLRequestContext, GraphQLResponse } from '@apollo/server';
import { HeaderMap } from '@apollo/server';
import type { DeferNode, PlanNode } from '@apollo/query-planner';
import { evaluateCondition } from '@apollo/query-planner';
import type { ErrorFormat } from '@tributary/service/graphql-server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  print,
  type OperationDefinitionNode,
  visit,
  BREAK,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationGuard } from '../authorization/operation-guard.js';
import type { GatewayContext } from '../context.js';
import type { Graph } from '../execution/graph.js';
import type { FindGraph } from '../execution/executor.js';
import { createPossibleTypes } from '../execution/possible-types.js';
import { applyRewrites, readDeferring } from '../execution/stock.js';
import type { Subgraph } from '../execution/subgraph.js';
import { Unsupported } from '../execution/unsupported.js';
import { createVariableCheck } from '../execution/variable-check.js';
import { createFormatErrors } from '../format-errors.js';
import { compileDeferred, type DeferTools, type Part } from './deferred-plan.js';
import type { Overrides } from '../override/decide-overrides.js';
import { deliver, type Delivery } from './deliver.js';
import { typeAt } from './query-path.js';

type Request = GraphQLRequestContext<GatewayContext>;
export type RespondIncrementally = (
  request: Request,
) => Promise<GraphQLResponse | null> | undefined;

const acceptedFormat = /multipart\/mixed\s*;[^,]*deferSpec=20220824/i;
const maxPlans = 500;

/** Undefined or null where the operation is to be executed in one. */
export function createIncremental(
  findGraph: FindGraph,
  formatError: ErrorFormat,
): RespondIncrementally {
  const plans = new WeakMap<Graph, LRUCache<string, DeferringPlan>>();
  return (request) => {
    const accept = request.request.http?.headers.get('accept');
    return accept?.includes('deferSpec') && acceptedFormat.test(accept)
      ? respond(request)
      : undefined;
  };

  async function respond(request: Request): Promise<GraphQLResponse | null> {
    const { document, operation, queryHash, contextValue: context } = request;
    if (!document || !operation || !isDeferring(document)) return null;
    const graph = findGraph(request.schema);
    let known = plans.get(graph);
    if (!known) plans.set(graph, (known = new LRUCache({ max: maxPlans })));
    const overrides = graph.decideOverrides?.(context);
    const key = `${queryHash} ${request.request.operationName ?? ''} ${overrides?.key ?? ''}`;
    let plan = known.get(key);
    if (!plan)
      known.set(key, (plan = new DeferringPlan(graph, { document, operation, overrides })));
    // What is left for this caller is another operation; it is answered in one.
    if (plan.guard?.restrict(context.identity)) return null;
    const { variables } = request.request;
    const part = plan.partFor(variables);
    if (!part) return null;
    const delivery = await deliver(part, {
      run: { data: {}, variables, context, metrics: request.metrics },
      possibleTypes: plan.possibleTypes,
      format: createFormatErrors(formatError, context.requestId),
    });
    return toResponse(delivery);
  }
}

interface Deferring {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  overrides: Overrides | undefined;
}

/** The plan of one operation; its parts depend on the values of conditions. */
class DeferringPlan {
  readonly possibleTypes: DeferTools['possibleTypes'];
  /** What it demands of its callers. */
  readonly guard: OperationGuard | undefined;
  readonly #node: PlanNode | undefined;
  readonly #tools: DeferTools;
  readonly #check: ReturnType<typeof createVariableCheck>;
  readonly #parts = new Map<DeferNode, Part | undefined>();

  constructor(
    { stock, guardOperation }: Graph,
    { document, operation: definition, overrides }: Deferring,
  ) {
    const operation = readDeferring(stock, document, definition.name?.value);
    this.guard = guardOperation?.(document, definition.name?.value);
    const { node } = stock.planner.buildQueryPlan(operation, {
      ...stock.planOptions,
      ...(overrides && { overrideConditions: overrides.conditions }),
    });
    this.#node = node?.kind === 'Subscription' ? undefined : node;
    this.possibleTypes = createPossibleTypes(stock.supergraphSchema);
    this.#check = createVariableCheck(stock.schema, definition);
    const { schema } = stock;
    const type = schema.getRootType(definition.operation)!;
    const root = { type, selections: definition.selectionSet.selections };
    const tools = { schema, fragments: fragmentsOf(document) };
    this.#tools = {
      operation,
      variableDefinitions: operation.variableDefinitions,
      possibleTypes: this.possibleTypes,
      subgraphs: stock.dataSources as unknown as Record<string, Subgraph>,
      rewrite: (rewrites, value) => applyRewrites(stock.supergraphSchema, rewrites, value),
      typeAt: (path) => typeAt(root, path, tools)?.name,
      rootTypename: rootTypename(definition),
    };
  }

  /** Undefined where nothing is deferred after all, or the request is to be answered in one. */
  partFor(variables: Record<string, unknown> | undefined): Part | undefined {
    if (this.#check(variables).length > 0) return undefined;
    let node = this.#node;
    while (node?.kind === 'Condition')
      node = evaluateCondition(node, this.#tools.variableDefinitions, variables)
        ? node.ifClause
        : node.elseClause;
    if (node?.kind !== 'Defer') return undefined;
    if (!this.#parts.has(node)) this.#parts.set(node, tryCompile(node, this.#tools));
    return this.#parts.get(node);
  }
}

const rootTypename = ({ selectionSet }: OperationDefinitionNode): string =>
  selectionSet.selections
    .filter((one) => one.kind === Kind.FIELD && one.name.value === '__typename')
    .map(print)
    .join(' ');

function tryCompile(node: DeferNode, tools: DeferTools): Part | undefined {
  try {
    return compileDeferred(node, tools);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

const deferring = new WeakMap<DocumentNode, boolean>();

/** Introspection is answered by the gateway itself and in one. */
function isDeferring(document: DocumentNode): boolean {
  let known = deferring.get(document);
  if (known === undefined) {
    known = false;
    visit(document, {
      Directive: ({ name }) => void (name.value === 'defer' && (known = true)),
      Field: ({ name }) => {
        if (name.value !== '__schema' && name.value !== '__type') return undefined;
        known = false;
        return BREAK;
      },
    });
    deferring.set(document, known);
  }
  return known;
}

const fragmentsOf = (document: DocumentNode) =>
  Object.fromEntries(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );

function toResponse({ initial, hasNext, later }: Delivery): GraphQLResponse {
  const http = { status: undefined, headers: new HeaderMap() };
  if (!hasNext) return { http, body: { kind: 'single', singleResult: initial } };
  return {
    http,
    body: {
      kind: 'incremental',
      initialResult: { ...initial, hasNext: true },
      subsequentResults: later as never,
    },
  };
}
