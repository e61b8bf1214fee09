/** What goes wrong and when, as a pure function of a seed: the same seed is the same schedule anywhere. */
import { type EdgeName, edgeNames, type ServiceName, serviceNames } from './edges.js';
import { createRandom, type Random } from './random.js';
import { type StepName, stepNames } from './steps.js';

export type ServiceDatabase = 'users' | 'orders' | 'inventory';

export type FaultAction =
  /** kill -9 at a random moment. */
  | { kind: 'kill'; process: ServiceName; downMs: number }
  /** kill -9 at the very moment that `step` names, when the next work comes to it. */
  | { kind: 'kill at a step'; step: StepName; downMs: number }
  /** SIGTERM and a new process, as an update does it. */
  | { kind: 'update'; process: ServiceName }
  /** PostgreSQL for all services, and for the jobs on that broker. `crash` is kill -9 of the server. */
  | { kind: 'database restart'; how: 'fast' | 'crash'; downMs: number }
  /** Redis; on PostgreSQL the jobs database alone refuses connections. */
  | { kind: 'broker restart'; how: 'fast' | 'crash'; downMs: number }
  /** The broker refuses writes: Redis at its memory limit, or the jobs database read-only. */
  | { kind: 'broker full'; forMs: number }
  /** `cut` resets, `silence` holds all bytes back, `forget` does so and then resets, `delay` slows down. */
  | { kind: 'network'; edge: EdgeName; how: 'cut' | 'silence' | 'forget' | 'delay'; forMs: number }
  /** Published events are published again, out of order. */
  | { kind: 'duplicates'; database: ServiceDatabase; events: number }
  /** A part of the new events is held back, so that later ones overtake them. */
  | { kind: 'reordering'; database: ServiceDatabase; forMs: number }
  /** The process runs with a wrong clock for a while. */
  | { kind: 'clock skew'; process: ServiceName; skewMs: number; forMs: number };

export type Fault = FaultAction & {
  /** Since the start of the load. */
  atMs: number;
};
export type FaultKind = FaultAction['kind'];

/** One round: what is likely in life comes more than once. Each round has another order. */
const round: readonly FaultKind[] = [
  ...(['kill', 'kill', 'kill', 'kill at a step', 'kill at a step', 'kill at a step'] as const),
  ...(['kill at a step', 'network', 'network', 'database restart', 'broker restart'] as const),
  ...(['broker full', 'duplicates', 'reordering', 'clock skew', 'update'] as const),
];

/** The mean pause between two faults; at most one in this time keeps the system alive enough to work. */
const pauseMs = 2_200;
const lostNetworkMs = 5_000;
const clockSkewMs = 60_000;

/** Faults in the order of their times, all of which lie within `durationMs`. */
export function createSchedule(seed: number, durationMs: number): Fault[] {
  const random = createRandom(seed);
  const faults: Fault[] = [];
  let kinds: FaultKind[] = [];
  for (let atMs = random.between(500, 1_500); atMs < durationMs;) {
    if (kinds.length === 0) kinds = random.shuffle(round);
    faults.push({ atMs, ...chooseAction(kinds.pop()!, random) });
    atMs += random.between(pauseMs / 2, pauseMs * 1.5);
  }
  return faults;
}

function chooseAction(kind: FaultKind, random: Random): FaultAction {
  const process = random.pick(serviceNames);
  const database = random.pick(['users', 'orders', 'inventory'] as const);
  const downMs = random.between(0, 3_000);
  const how = random.pick(['fast', 'crash'] as const);
  switch (kind) {
    case 'kill':
      return { kind, process, downMs };
    case 'kill at a step':
      return { kind, step: random.pick(stepNames), downMs };
    case 'update':
      return { kind, process };
    case 'database restart':
    case 'broker restart':
      return { kind, how, downMs };
    case 'broker full':
      return { kind, forMs: random.between(2_000, 5_000) };
    case 'network':
      return {
        kind,
        edge: random.pick(edgeNames),
        how: random.pick(['cut', 'silence', 'forget', 'delay']),
        forMs: lostNetworkMs,
      };
    case 'duplicates':
      return { kind, database, events: random.between(10, 60) };
    case 'reordering':
      return { kind, database, forMs: random.between(2_000, 5_000) };
    case 'clock skew':
      return {
        kind,
        process,
        skewMs: random.pick([-clockSkewMs, clockSkewMs]),
        forMs: random.between(4_000, 8_000),
      };
  }
}

/** For the log: everything that the fault is, on one line. */
export function describeFault({ atMs: _atMs, kind, ...details }: Fault): string {
  return `${kind}: ${Object.values(details).join(', ')}`;
}
