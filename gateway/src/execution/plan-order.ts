/** Which fetches of a plan write where another one may write later or at the same time. */
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import type { EntityPath } from './entity-path.js';

interface Placed {
  node: FetchNode;
  path: EntityPath;
  /** Fetches that have merged before this one starts. */
  before: ReadonlySet<FetchNode>;
}

/** The fetches at, above or below whose path a fetch writes that does not surely come before them. */
export function findRewritten(root: PlanNode): ReadonlySet<FetchNode> {
  const placed = place(root, { path: [], before: new Set() });
  const meets = (one: Placed, other: Placed) =>
    one !== other && !one.before.has(other.node) && isAlong(one.path, other.path);
  const found = placed.filter((one) => placed.some((other) => meets(one, other)));
  return new Set(found.map(({ node }) => node));
}

function place(node: PlanNode, at: Omit<Placed, 'node'>): Placed[] {
  switch (node.kind) {
    case 'Fetch':
      return [{ node, ...at }];
    case 'Flatten':
      return place(node.node, { ...at, path: [...at.path, ...node.path] });
    case 'Parallel':
      return node.nodes.flatMap((child) => place(child, at));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((child) => (child ? place(child, at) : []));
    case 'Sequence': {
      let before = at.before;
      return node.nodes.flatMap((child) => {
        const placed = place(child, { ...at, before });
        before = new Set([...before, ...placed.map((one) => one.node)]);
        return placed;
      });
    }
    default:
      return [];
  }
}

const isAlong = (one: EntityPath, other: EntityPath): boolean => {
  const shared = Math.min(one.length, other.length);
  return one.slice(0, shared).every((element, index) => element === other[index]);
};
