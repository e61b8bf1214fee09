/**
 * Which of the nodes that a plan starts at one time begin with a fetch of entities from the same subgraph.
 * A sequence counts by its first node; nothing that depends on another fetch is brought forward.
 */
import type { FetchNode, PlanNode } from '@apollo/query-planner';

export interface Head {
  head: PlanNode;
  /** What follows it. */
  rest: PlanNode | undefined;
}

/** More at one time are so many requests of this size. */
const maxHeads = 8;

export function groupHeads(nodes: readonly PlanNode[]): { groups: Head[][]; others: PlanNode[] } {
  const bySubgraph = new Map<string, PlanNode[]>();
  for (const node of nodes) {
    const name = fetchOf(headOf(node).head)?.serviceName;
    if (name !== undefined) bySubgraph.set(name, [...(bySubgraph.get(name) ?? []), node]);
  }
  const groups = [...bySubgraph.values()].flatMap(chunk).filter((group) => group.length > 1);
  const grouped = new Set(groups.flat());
  return {
    groups: groups.map((group) => group.map(headOf)),
    others: nodes.filter((node) => !grouped.has(node)),
  };
}

function headOf(node: PlanNode): Head {
  const [first, ...rest] = node.kind === 'Sequence' ? node.nodes : [node];
  return { head: first!, rest: rest.length > 0 ? { kind: 'Sequence', nodes: rest } : undefined };
}

/** Undefined for what cannot be joined. */
function fetchOf(node: PlanNode): FetchNode | undefined {
  const fetch = node.kind === 'Flatten' ? node.node : node;
  const isQuery = fetch.kind === 'Fetch' && fetch.operationKind === 'query';
  return isQuery && fetch.requires && !fetch.contextRewrites?.length ? fetch : undefined;
}

function chunk<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / maxHeads);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * maxHeads, (index + 1) * maxHeads),
  );
}
