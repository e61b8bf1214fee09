/** An operation's cost as a tree that a person can read: what is dear, and why. */
import { amountOf, type CostNode, type Variables } from './cost-node.js';

export interface ExplainedCost {
  label: string;
  /** All of it. */
  cost: number;
  /** How many there are at most; 1 unless it is a list. */
  times: number;
  /** Of one. */
  own: number;
  children: ExplainedCost[];
}

export function explainCost(node: CostNode, variables: Variables): ExplainedCost {
  const included = !node.applies || node.applies(variables);
  const children = included ? node.children.map((child) => explainCost(child, variables)) : [];
  const [own, times] = [amountOf(node.own, variables), amountOf(node.times, variables)];
  const costs = children.map(({ cost }) => cost);
  const inner =
    node.pick === 'max' ? Math.max(0, ...costs) : costs.reduce((sum, cost) => sum + cost, 0);
  return { label: node.label, own, times, cost: included ? times * (own + inner) : 0, children };
}

/** One line for each part that costs something. */
export function renderCost(explained: ExplainedCost, depth = 0): string[] {
  const { label, cost, times, own, children } = explained;
  if (cost === 0 && depth > 0) return [];
  const why = times === 1 ? '' : `  (at most ${times}, ${own} each and what is in them)`;
  const line = `${String(cost).padStart(8)}  ${'  '.repeat(depth)}${label}${why}`;
  return [line, ...children.flatMap((child) => renderCost(child, depth + 1))];
}
