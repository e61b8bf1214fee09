/**
 * One loaded supergraph and the operations that were run on it. A new supergraph is a new Graph; requests
 * that are running end on the one they began with, and it goes when they have.
 */
import { type DocumentNode, getOperationAST } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GuardOperation } from '../authorization/operation-guard.js';
import type { FetchCache } from '../cache/fetch-cache.js';
import { type CompiledOperation, compileOperation } from './compiled-operation.js';
import { forgetsType } from './forgotten-type.js';
import { PlannedOperation } from './planned-operation.js';
import { createPossibleTypes } from './possible-types.js';
import { applyRewrites, readOperation, type StockGraph } from './stock.js';
import type { Subgraph } from './subgraph.js';
import type { DecideOverrides, Overrides } from '../override/decide-overrides.js';
import { KnownTexts } from './known-texts.js';

export interface GraphOptions {
  stock: StockGraph;
  subgraphs: Readonly<Record<string, Subgraph>>;
  decideOverrides?: DecideOverrides | undefined;
  /** How many operations are remembered. */
  maxOperations?: number;
  /** The operations' size altogether, in characters of the fetches in their plans. */
  maxSize?: number;
  /** Keeps answers of subgraphs. */
  cache?: FetchCache | undefined;
  /** How often an operation runs before it is compiled. */
  compileAfter?: number;
  /** What operations demand of their callers; none where the supergraph demands nothing. */
  guardOperation?: GuardOperation | undefined;
}

export interface OperationRequest {
  document: DocumentNode;
  /** Identifies the document. */
  queryHash: string;
  operationName: string | undefined;
  /** Which fields are taken over, where that differs from caller to caller. */
  overrides?: Overrides | undefined;
}

export class Graph {
  readonly stock: StockGraph;
  readonly texts = new KnownTexts();
  /** Of the fields that move step by step; undefined where none does. */
  readonly decideOverrides: DecideOverrides | undefined;
  /** What operations demand of their callers; undefined where the supergraph demands nothing. */
  readonly guardOperation: GuardOperation | undefined;
  readonly #operations: LRUCache<string, PlannedOperation>;
  readonly #compile: (planned: PlannedOperation) => CompiledOperation;
  readonly #compileAfter: number;

  constructor(options: GraphOptions) {
    const { stock, subgraphs, maxOperations = 2_000, maxSize = 20_000_000 } = options;
    this.stock = stock;
    this.decideOverrides = options.decideOverrides;
    this.#compileAfter = options.compileAfter ?? 1;
    this.guardOperation = options.guardOperation;
    this.#operations = new LRUCache({ max: maxOperations, maxSize });
    const possibleTypes = createPossibleTypes(stock.supergraphSchema);
    const rewrite: Parameters<typeof compileOperation>[2]['rewrite'] = (rewrites, value) =>
      applyRewrites(stock.supergraphSchema, rewrites, value);
    const tools = { subgraphs, possibleTypes, rewrite, cache: options.cache, isJoining: true };
    this.#compile = ({ operation, plan }) => compileOperation(operation, plan, tools);
  }

  /**
   * The planned operation, planned now if it is new.
   * @throws GraphQLError where the document has no such operation, or the planner refuses it
   */
  operation(request: OperationRequest): PlannedOperation {
    const known = this.known(request.queryHash, request.operationName, request.overrides);
    if (known) return known;
    const planned = this.#plan(request);
    const key = keyOf(request.queryHash, request.operationName, request.overrides);
    this.#operations.set(key, planned, { size: planned.size });
    return planned;
  }

  /** The operation if it has been planned already. */
  known(
    queryHash: string,
    operationName: string | undefined,
    overrides: Overrides | undefined,
  ): PlannedOperation | undefined {
    return this.#operations.get(keyOf(queryHash, operationName, overrides));
  }

  /** How many operations are remembered. */
  get size(): number {
    return this.#operations.size;
  }

  #plan({ document, operationName, overrides }: OperationRequest): PlannedOperation {
    const operation = readOperation(this.stock, document, operationName);
    return new PlannedOperation({
      operation,
      plan: this.stock.planner.buildQueryPlan(operation, {
        ...this.stock.planOptions,
        ...(overrides && { overrideConditions: overrides.conditions }),
      }),
      definition: getOperationAST(document, operationName)!,
      schema: this.stock.schema,
      guard: this.guardOperation?.(document, operationName),
      compile: this.#compile,
      compileAfter: forgetsType(operation) ? 0 : this.#compileAfter,
    });
  }
}

function keyOf(
  queryHash: string,
  operationName: string | undefined,
  overrides: Overrides | undefined,
): string {
  const key = operationName ? `${queryHash} ${operationName}` : queryHash;
  return overrides ? `${key} ${overrides.key}` : key;
}
