/** The time that one request to a subgraph has: what is left of the client's, up to a limit. */
import { SubgraphFault } from './subgraph-fault.js';

export interface SubgraphDeadline {
  /** Milliseconds since 1970. */
  endsAt: number;
  /** Whose fault it is when the time runs out: the client's deadline, or the subgraph's limit. */
  reason: 'deadline' | 'timeout';
}

/**
 * Running into `limitMs` is the subgraph's fault; running out of the client's time is nobody's.
 * @param deadlineAt and `now` in milliseconds since 1970
 * @throws SubgraphFault deadline, when nothing is left
 */
export function readDeadline(deadlineAt: number, limitMs: number, now: number): SubgraphDeadline {
  if (deadlineAt <= now) throw new SubgraphFault('deadline', 'was not asked: no time is left');
  return deadlineAt <= now + limitMs
    ? { endsAt: deadlineAt, reason: 'deadline' }
    : { endsAt: now + limitMs, reason: 'timeout' };
}
