/**
 * One operation, compiled: the plan as functions, and for each value of its conditions a writer of the
 * response. An instance holds no request's data.
 */
import type { Operation } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import { completeData } from './complete-data.js';
import {
  checkFields,
  type ConditionValues,
  findConditionVariables,
  readConditionValues,
} from './condition-values.js';
import type { Variables } from './fetch-body.js';
import { GiveUp } from './leaf-writers.js';
import { compilePlan, type PlanTools } from './plan-steps.js';
import { compileResult, type WriteResult } from './result-writer.js';
import type { Run, Step } from './run.js';
import { Unsupported } from './unsupported.js';

/** Either the whole data as JSON, or what stock would have answered. */
export type Outcome = { json: string } | FailedOutcome;

export interface FailedOutcome {
  json?: undefined;
  data?: Record<string, unknown> | null | undefined;
  errors?: unknown[];
  extensions?: Record<string, unknown>;
}

export interface CompiledOperation {
  run(request: RunRequest): Promise<Outcome>;
}

export type RunRequest = Pick<Run, 'variables' | 'context' | 'metrics'>;

const maxWriters = 16;

/** @throws Unsupported for what is to be left to the stock executor */
export function compileOperation(
  operation: Operation,
  { node }: QueryPlan,
  tools: Omit<PlanTools, 'variableDefinitions'>,
): CompiledOperation {
  if (node?.kind === 'Subscription') throw new Unsupported('a subscription');
  const { variableDefinitions } = operation;
  const execute: Step = node
    ? compilePlan(node, { ...tools, variableDefinitions })
    : () => undefined;
  const writerFor = createWriters(operation);
  return {
    async run({ variables, context, metrics }) {
      const run: Run = { data: {}, variables, context, errors: [], metrics };
      await execute(run);
      return finish(run, writerFor(variables), operation);
    },
  };
}

function finish(run: Run, write: WriteResult | undefined, operation: Operation): Outcome {
  if (write && run.errors.length === 0)
    try {
      return { json: write(run.data) };
    } catch (error) {
      if (!(error instanceof GiveUp)) throw error;
    }
  return shape(run, operation);
}

/** As stock: errors of the shaping are told only when the subgraphs told none. */
function shape({ data: input, errors, variables }: Run, operation: Operation): Outcome {
  try {
    const shaped = completeData(operation, variables, input, { isSilent: errors.length > 0 });
    const { data } = shaped;
    if (errors.length > 0) return { errors, data };
    return shaped.errors.length > 0
      ? { extensions: { valueCompletion: shaped.errors }, data }
      : { data };
  } catch (error) {
    return { errors: [toGraphqlError(error)] };
  }
}

/** Undefined where the conditions have no value, or too many different ones have been seen. */
function createWriters(operation: Operation): (variables: Variables) => WriteResult | undefined {
  checkFields(operation);
  const names = findConditionVariables(operation);
  const defaults = operation.collectDefaultedVariableValues();
  if (names.length === 0) {
    const only = compileResult(operation, new Map());
    return () => only;
  }
  const known = new Map<string, WriteResult | undefined>();
  return (variables) => {
    const values = readConditionValues(names, defaults, variables);
    if (!values) return undefined;
    const key = Array.from(values.values(), Number).join('');
    if (!known.has(key) && known.size < maxWriters) known.set(key, tryCompile(operation, values));
    return known.get(key);
  };
}

function tryCompile(operation: Operation, values: ConditionValues): WriteResult | undefined {
  try {
    return compileResult(operation, values);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

function toGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error as Error;
  return new GraphQLError(originalError.message, { originalError });
}
