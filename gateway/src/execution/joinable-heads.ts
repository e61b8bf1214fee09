/**
 * Which of the nodes that a plan starts at one time begin with a fetch of entities from the same subgraph.
 * A sequence counts by its first node; nothing that depends on another fetch is brought forward.
 */
import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';

export interface Head {
  node: PlanNode;
  /** What it begins with. */
  head: PlanNode;
  /** What follows it. */
  rest: PlanNode | undefined;
}

/** What starts besides is asked for by itself. */
const maxHeads = 8;

/** In the order of their first nodes; what is alone in its group is left as it is. */
export function groupHeads(nodes: readonly PlanNode[]): (PlanNode | Head[])[] {
  const groups = new Map<string, Head[]>();
  for (const [index, node] of nodes.entries()) {
    const own = headOf(node);
    const name = fetchOf(own.head)?.serviceName;
    const key = name === undefined ? String(index) : `of ${name}`;
    const known = groups.get(key);
    if (!known) groups.set(key, [{ ...own, node }]);
    else if (known.length < maxHeads) known.push({ ...own, node });
    else groups.set(String(index), [{ ...own, node }]);
  }
  return Array.from(groups.values(), (group) => (group.length > 1 ? group : group[0]!.node));
}

function headOf(node: PlanNode): Omit<Head, 'node'> {
  const [first, ...rest] = node.kind === 'Sequence' ? node.nodes : [node];
  return { head: first!, rest: rest.length > 0 ? { kind: 'Sequence', nodes: rest } : undefined };
}

/** Undefined for what cannot be joined. */
function fetchOf(node: PlanNode): FetchNode | undefined {
  const fetch = node.kind === 'Flatten' ? node.node : node;
  const isQuery = fetch.kind === 'Fetch' && fetch.operationKind === OperationTypeNode.QUERY;
  return isQuery && fetch.requires && !fetch.contextRewrites?.length ? fetch : undefined;
}
