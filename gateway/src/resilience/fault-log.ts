/** Tells the log of faults, of each kind at most once a second: a subgraph that is down fails thousands of calls. */
import type { Logger } from '@tributary/service';
import type { FaultReason, SubgraphFault } from '../subgraph-fault.js';

const quietMs = 1_000;

export function createFaultLog(
  service: string,
  logger: Logger,
  now: () => number = Date.now,
): (fault: SubgraphFault) => void {
  const told = new Map<FaultReason, { at: number; since: number }>();
  return (fault) => {
    if (fault.reason === 'departed') return;
    const last = told.get(fault.reason);
    const at = now();
    if (last && at - last.at < quietMs) {
      last.since++;
      return;
    }
    told.set(fault.reason, { at, since: 0 });
    const untold = last?.since ?? 0;
    logger.warn(
      { err: fault, service, reason: fault.reason, ...(untold > 0 && { untold }) },
      'a subgraph gave no answer',
    );
  };
}
