/** An operation with its plan. It is compiled once it has shown that it comes again. */
import type { Operation } from '@apollo/federation-internals';
import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { OperationGuard } from '../authorization/operation-guard.js';
import type { CompiledOperation } from './compiled-operation.js';
import { type CheckVariables, createVariableCheck } from './variable-check.js';
import { Unsupported } from './unsupported.js';

interface Options {
  operation: Operation;
  plan: QueryPlan;
  definition: OperationDefinitionNode;
  schema: GraphQLSchema;
  guard: OperationGuard | undefined;
  compile: (planned: PlannedOperation) => CompiledOperation;
  compileAfter: number;
}

export class PlannedOperation {
  readonly operation: Operation;
  readonly plan: QueryPlan;
  readonly checkVariables: CheckVariables;
  /** What it demands of its callers; undefined for one that anybody may run. */
  readonly guard: OperationGuard | undefined;
  /** Roughly how much memory it holds, in characters. */
  readonly size: number;
  /** Why it is left to the stock executor, once that is known. */
  unsupported: string | undefined;
  #compiled: CompiledOperation | undefined;
  #runs = 0;
  readonly #options: Options;

  constructor(options: Options) {
    this.operation = options.operation;
    this.plan = options.plan;
    this.checkVariables = createVariableCheck(options.schema, options.definition);
    this.guard = options.guard;
    this.size = 1_000 + sizeOf(options.plan.node as PlanNode | undefined);
    this.#options = options;
  }

  /** To be called once for each run. Undefined while it is new, and where stock is to run it. */
  compiled(): CompiledOperation | undefined {
    if (this.#compiled || this.unsupported !== undefined) return this.#compiled;
    if (this.#runs++ < this.#options.compileAfter) return undefined;
    try {
      this.#compiled = this.#options.compile(this);
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      this.unsupported = error.message;
    }
    return this.#compiled;
  }
}

function sizeOf(node: PlanNode | undefined): number {
  return JSON.stringify(node ?? null).length;
}
