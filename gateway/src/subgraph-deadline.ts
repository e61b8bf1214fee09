/** The time that one request to a subgraph has: what is left of the client's, up to a limit. */
import { SubgraphFault } from './subgraph-fault.js';

export interface SubgraphDeadline {
  /** What the subgraph is told that it has. */
  timeoutMs: number;
  /** Whose fault it is when the time runs out. */
  code: SubgraphFault['code'];
}

/**
 * Running into `limitMs` is the subgraph's fault; running out of the client's time is nobody's.
 * @param deadlineAt milliseconds since 1970
 * @throws SubgraphFault DEADLINE_EXCEEDED when nothing is left
 */
export function readDeadline(deadlineAt: number, limitMs: number): SubgraphDeadline {
  const leftMs = deadlineAt - Date.now();
  if (leftMs <= 0) throw new SubgraphFault('DEADLINE_EXCEEDED', 'was not asked: no time is left');
  return {
    timeoutMs: Math.min(leftMs, limitMs),
    code: leftMs <= limitMs ? 'DEADLINE_EXCEEDED' : 'SUBGRAPH_UNAVAILABLE',
  };
}
