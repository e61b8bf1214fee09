/** The query plan as nested functions, in the order and with the parallelism that the planner chose. */
import {
  type ConditionNode,
  evaluateCondition,
  type FetchNode,
  type PlanNode,
} from '@apollo/query-planner';
import type { VariableDefinitions } from '@apollo/federation-internals';
import { compileFetch } from './fetch.js';
import type { FetchPlace, FetchTools } from './fetch-tools.js';
import { groupHeads, type Head } from './joinable-heads.js';
import { joinFetches } from './joined-fetch.js';
import { findRewritten } from './plan-order.js';
import type { Run, Step } from './run.js';
import { inParallel, inSequence } from './step-order.js';
import { Unsupported } from './unsupported.js';

export interface PlanTools extends FetchTools {
  variableDefinitions: VariableDefinitions;
  /** Whether fetches of entities that start together from one subgraph are one request. */
  isJoining?: boolean;
}

/** Fetches that write where another one may write again. */
export type Rewritten = Pick<ReadonlySet<FetchNode>, 'has'>;

/** @throws Unsupported for a plan with a node that is not known here */
export function compilePlan(
  root: PlanNode,
  tools: PlanTools,
  rewritten: Rewritten = findRewritten(root),
): Step {
  const compileOne = (node: PlanNode) => compileFetch(placeOf(node, rewritten), tools);
  const compile = (node: PlanNode): Step => {
    switch (node.kind) {
      case 'Fetch':
      case 'Flatten':
        return compileOne(node).step;
      case 'Sequence':
        return inSequence(node.nodes.map(compile));
      case 'Parallel':
        return compileParallel(node.nodes);
      case 'Condition':
        return onCondition(node, { compile, definitions: tools.variableDefinitions });
      default:
        throw new Unsupported(`a plan with ${(node as { kind: string }).kind}`);
    }
  };
  const compileParallel = (nodes: readonly PlanNode[]): Step => {
    if (!tools.isJoining) return inParallel(nodes.map(compile));
    return inParallel(
      groupHeads(nodes).map((one) => (Array.isArray(one) ? compileGroup(one) : compile(one))),
    );
  };
  const compileGroup = (heads: readonly Head[]): Step => {
    const joined = joinFetches(
      heads.map(({ head }) => compileOne(head)),
      tools,
    );
    const rest = heads.flatMap((one) => one.rest ?? []);
    return rest.length > 0 ? inSequence([joined, compileParallel(rest)]) : joined;
  };
  return compile(root);
}

function placeOf(node: PlanNode, rewritten: Rewritten): FetchPlace {
  const path = node.kind === 'Flatten' ? node.path : [];
  const fetch = node.kind === 'Flatten' ? node.node : node;
  if (fetch.kind !== 'Fetch') throw new Unsupported('more than one fetch at a path');
  return { node: fetch, path, isWrittenAgain: rewritten.has(fetch) };
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
