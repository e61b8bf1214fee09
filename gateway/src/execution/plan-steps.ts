/** The query plan as nested functions, in the order and with the parallelism that the planner chose. */
import {
  type ConditionNode,
  evaluateCondition,
  type FetchNode,
  type PlanNode,
} from '@apollo/query-planner';
import type { VariableDefinitions } from '@apollo/federation-internals';
import { compileFetch } from './fetch.js';
import type { FetchTools } from './fetch-tools.js';
import { findRewritten } from './plan-order.js';
import type { Run, Step } from './run.js';
import { Unsupported } from './unsupported.js';

export interface PlanTools extends FetchTools {
  variableDefinitions: VariableDefinitions;
}

/** Fetches that write where another one may write again. */
export type Rewritten = Pick<ReadonlySet<FetchNode>, 'has'>;

/** @throws Unsupported for a plan with a node that is not known here */
export function compilePlan(
  root: PlanNode,
  tools: PlanTools,
  rewritten: Rewritten = findRewritten(root),
): Step {
  const compile = (node: PlanNode): Step => {
    switch (node.kind) {
      case 'Fetch':
        return compileFetch({ node, path: [], isWrittenAgain: rewritten.has(node) }, tools);
      case 'Flatten':
        return compileFetch(flattened(node.node, node.path, rewritten), tools);
      case 'Sequence':
        return inSequence(node.nodes.map(compile));
      case 'Parallel':
        return inParallel(node.nodes.map(compile));
      case 'Condition':
        return onCondition(node, { compile, definitions: tools.variableDefinitions });
      default:
        throw new Unsupported(`a plan with ${(node as { kind: string }).kind}`);
    }
  };
  return compile(root);
}

function flattened(node: PlanNode, path: readonly (string | number)[], rewritten: Rewritten) {
  if (node.kind !== 'Fetch') throw new Unsupported('more than one fetch at a path');
  return { node, path, isWrittenAgain: rewritten.has(node) };
}

function inSequence(steps: readonly Step[]): Step {
  return async (run) => {
    for (const step of steps) {
      const running = step(run);
      if (running) await running;
    }
  };
}

function inParallel(steps: readonly Step[]): Step {
  return (run) => {
    const running: Promise<unknown>[] = [];
    for (const step of steps) {
      const one = start(step, run);
      if (one) running.push(one);
    }
    return running.length > 1 ? Promise.all(running) : running[0];
  };
}

/** A step that throws must not leave those running alone that were begun before it. */
function start(step: Step, run: Run): Promise<unknown> | undefined {
  try {
    return step(run);
  } catch (error) {
    return Promise.reject(error);
  }
}

interface ConditionTools {
  compile: (node: PlanNode) => Step;
  definitions: VariableDefinitions;
}

function onCondition(node: ConditionNode, { compile, definitions }: ConditionTools): Step {
  const yes = node.ifClause && compile(node.ifClause);
  const no = node.elseClause && compile(node.elseClause);
  return (run: Run) => {
    const holds = evaluateCondition(node, definitions, run.variables);
    return (holds ? yes : no)?.(run);
  };
}
