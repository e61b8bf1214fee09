/** The time that one request to a subgraph has: what is left of the client's, up to a limit. */
import { SubgraphFault } from './subgraph-fault.js';

export interface SubgraphDeadline {
  /** What the subgraph is told that it has. */
  timeoutMs: number;
  signal: AbortSignal;
  clear(): void;
  /** The fault behind what a failed request threw. */
  explain(error: unknown): SubgraphFault;
}

/**
 * Running into `limitMs` is the subgraph's fault; running out of the client's time is nobody's.
 * @param deadlineAt milliseconds since 1970
 * @throws SubgraphFault DEADLINE_EXCEEDED when nothing is left
 */
export function startDeadline(deadlineAt: number, limitMs: number): SubgraphDeadline {
  const leftMs = deadlineAt - Date.now();
  if (leftMs <= 0) throw new SubgraphFault('DEADLINE_EXCEEDED', 'was not asked: no time is left');
  const timeoutMs = Math.min(leftMs, limitMs);
  const code = leftMs <= limitMs ? 'DEADLINE_EXCEEDED' : 'SUBGRAPH_UNAVAILABLE';
  const controller = new AbortController();
  const expire = () =>
    controller.abort(new SubgraphFault(code, `did not answer within ${timeoutMs} ms`));
  const timer = setTimeout(expire, timeoutMs);
  return {
    timeoutMs,
    signal: controller.signal,
    clear: () => clearTimeout(timer),
    explain(error) {
      if (error instanceof SubgraphFault) return error;
      if (controller.signal.aborted) return controller.signal.reason as SubgraphFault;
      const { code: cause, message } = error as { code?: string; message: string };
      return new SubgraphFault('SUBGRAPH_UNAVAILABLE', `cannot be called: ${cause ?? message}`, {
        cause: error,
      });
    },
  };
}
