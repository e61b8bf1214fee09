/** What is measured of the calls to subgraphs. What can be read when the metrics are asked for, is. */
import { Counter, Gauge, Histogram } from '@tributary/service';
import type { BreakerState } from './circuit-breaker.js';
import type { SubgraphCaller } from './subgraph-caller.js';

export const fetchDuration = new Histogram({
  name: 'gateway_subgraph_duration_seconds',
  help: 'Time from request to answer of a subgraph, by outcome.',
  labelNames: ['service', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

export const faults = new Counter({
  name: 'gateway_subgraph_faults_total',
  help: 'Calls to a subgraph that brought no answer, by reason.',
  labelNames: ['service', 'reason'],
});

export const ejections = new Counter({
  name: 'gateway_subgraph_ejections_total',
  help: 'How often the circuit breaker of an instance opened.',
  labelNames: ['service', 'instance'],
});

/** The callers of the subgraphs that are in use, with their names. */
export const watchedCallers = new Map<SubgraphCaller, string>();

type Read = (caller: SubgraphCaller) => number;

function gauge(name: string, help: string, read: Read): void {
  const made = new Gauge({
    name,
    help,
    labelNames: ['service'],
    collect() {
      this.reset();
      for (const [caller, service] of watchedCallers) made.inc({ service }, read(caller));
    },
  });
}

gauge(
  'gateway_subgraph_in_flight',
  'Requests that a subgraph has to answer.',
  ({ bulkhead }) => bulkhead.inFlight,
);
gauge(
  'gateway_subgraph_queued',
  'Requests that wait for their turn at a subgraph.',
  ({ bulkhead }) => bulkhead.queued,
);

/** Counts that the callers keep; a counter never goes back when a caller is gone. */
function counter(name: string, help: string, read: Read): void {
  const seen = new WeakMap<SubgraphCaller, number>();
  const made = new Counter({
    name,
    help,
    labelNames: ['service'],
    collect() {
      for (const [caller, service] of watchedCallers) {
        const value = read(caller);
        made.inc({ service }, value - (seen.get(caller) ?? 0));
        seen.set(caller, value);
      }
    },
  });
}

counter(
  'gateway_subgraph_retries_total',
  'Queries that were sent to a subgraph again.',
  ({ retries }) => retries,
);
counter(
  'gateway_subgraph_unaffordable_retries_total',
  'Queries that were not sent again because the budget for it was spent.',
  ({ unaffordableRetries }) => unaffordableRetries,
);
counter(
  'gateway_subgraph_deduplicated_total',
  'Queries that shared the answer to an equal one of the same caller.',
  ({ deduplicated }) => deduplicated,
);

const stateValues: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 };

const breakerState = new Gauge({
  name: 'gateway_subgraph_breaker_state',
  help: 'The circuit breaker of an instance: 0 closed, 1 half open, 2 open.',
  labelNames: ['service', 'instance'],
  collect() {
    this.reset();
    for (const [caller, service] of watchedCallers)
      for (const { address, breaker } of caller.instances.all)
        if (breaker) breakerState.set({ service, instance: address }, stateValues[breaker.state]);
  },
});
