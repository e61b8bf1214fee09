/**
 * A plan with @defer as functions: the steps of its primary part, and of each part that comes later, with
 * the operation that shapes it. It is not optimised as compiled operations are; it is right.
 */
import {
  type Operation,
  Operation as FederatedOperation,
  parseSelectionSet,
  type CompositeType,
} from '@apollo/federation-internals';
import type { DeferNode, PlanNode } from '@apollo/query-planner';
import { compilePlan, type PlanTools } from '../execution/plan-steps.js';
import type { Step } from '../execution/run.js';
import { Unsupported } from '../execution/unsupported.js';
import type { QueryPath } from './query-path.js';

/** What the client is sent at once, in one piece. */
export interface Part {
  /** Fetches what is missing; undefined when it has been fetched already. */
  fetch: Step | undefined;
  /** Shapes an object at the part's path; undefined when the part itself has no fields. */
  shape: Operation | undefined;
  typeName: string;
  path: QueryPath;
  label: string | undefined;
  /** Parts that come after this one. */
  later: readonly Part[];
  /** Parts beside this one that are fetched before it. */
  after: readonly number[];
}

export interface DeferTools extends PlanTools {
  operation: Operation;
  /** The type that a path of the operation leads to. */
  typeAt: (path: QueryPath) => string | undefined;
  /** `__typename` at the root, as it was written; the plan leaves it out. */
  rootTypename: string;
}

type Place = Pick<Part, 'path' | 'label' | 'after'>;

/** Whatever is fetched may be written to again by a part that comes later. */
const allRewritten = { has: () => true };

/** @throws Unsupported for a plan that is better executed in one */
export function compileDeferred(node: DeferNode, tools: DeferTools): Part {
  const { subselection, ...primary } = node.primary;
  const { rootTypename } = tools;
  const whole = rootTypename ? `{ ${rootTypename} ${subselection?.slice(1) ?? '}'}` : subselection;
  const rooted = { ...node, primary: { ...primary, ...(whole && { subselection: whole }) } };
  return compileDefer(rooted, { path: [], label: undefined, after: [] }, tools);
}

function compileDefer({ primary, deferred }: DeferNode, place: Place, tools: DeferTools): Part {
  const ids = deferred.map(({ node }) => new Set(listIds(node)));
  const later = deferred.map(({ node, subselection, queryPath, label, depends }, own) => {
    const after = ids.flatMap((known, index) =>
      index !== own && depends.some(({ id }) => known.has(id)) ? [index] : [],
    );
    const at: Place = { path: queryPath, label, after };
    if (node?.kind === 'Defer') return compileDefer(node, at, tools);
    return compilePart(node, subselection, { ...at, later: [] }, tools);
  });
  return compilePart(primary.node, primary.subselection, { ...place, later }, tools);
}

function compilePart(
  node: PlanNode | undefined,
  subselection: string | undefined,
  rest: Place & Pick<Part, 'later'>,
  tools: DeferTools,
): Part {
  const typeName = tools.typeAt(rest.path);
  if (typeName === undefined) throw new Unsupported('a deferred part at an unknown path');
  return {
    ...rest,
    typeName,
    fetch: node && compilePlan(node, tools, allRewritten),
    shape: subselection === undefined ? undefined : shapeOf(subselection, typeName, tools),
  };
}

/** An operation whose root is the object at the part's path. */
function shapeOf(subselection: string, typeName: string, { operation }: DeferTools): Operation {
  const { rootKind, variableDefinitions } = operation;
  const schema = operation.schema();
  const selectionSet = parseSelectionSet({
    parentType: schema.type(typeName) as CompositeType,
    source: subselection,
    variableDefinitions,
  });
  return new FederatedOperation(schema, rootKind, selectionSet, variableDefinitions);
}

/** Ids of the fetches in a part of the plan. */
function listIds(node: PlanNode | undefined): string[] {
  switch (node?.kind) {
    case 'Fetch':
      return node.id === undefined ? [] : [node.id];
    case 'Flatten':
      return listIds(node.node);
    case 'Parallel':
    case 'Sequence':
      return node.nodes.flatMap(listIds);
    case 'Condition':
      return [...listIds(node.ifClause), ...listIds(node.elseClause)];
    case 'Defer':
      return [
        ...listIds(node.primary.node),
        ...node.deferred.flatMap(({ node: inner }) => listIds(inner)),
      ];
    default:
      return [];
  }
}
