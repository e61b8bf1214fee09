/** What the rounds of a fault amount to. */
import type { Phase, Round } from './fault-run.js';

export interface Times {
  soundMs: number;
  faultMs: number;
  /** Median of the rounds' own ratios. */
  ratio: number;
  /** The highest without the fault, the lowest with it. */
  worstSoundMs: number;
  bestFaultMs: number;
}

export interface ModeFigures {
  median: Times;
  p99: Times;
  /** The gateway's processor time, in ms for each second of load. */
  cpu: Times;
  /** The gateway's memory at its highest, in MB. */
  soundRssMb: number;
  faultRssMb: number;
  /** The longest that an operation with failing fields took, in ms. */
  longestMixedMs: number;
  /** Requests to the failing subgraph in the phase with the most of them. */
  mostRequests: number;
  mostSentMb: number;
  broken: string[];
}

export function summarise(rounds: readonly Round[], phaseMs: number): ModeFigures {
  const faults = rounds.map(({ fault }) => fault);
  const most = (read: (phase: Phase) => number, phases = faults) => Math.max(...phases.map(read));
  const sounds = rounds.map(({ sound }) => sound);
  return {
    median: compare(rounds, ({ healthyMs }) => quantile(healthyMs, 0.5)),
    p99: compare(rounds, ({ healthyMs }) => quantile(healthyMs, 0.99)),
    cpu: compare(rounds, ({ usage }) => (usage.cpuMs * 1_000) / phaseMs),
    soundRssMb: most(({ usage }) => usage.rssMb, sounds),
    faultRssMb: most(({ usage }) => usage.rssMb),
    longestMixedMs: most(({ mixedMs }) => Math.max(...mixedMs)),
    mostRequests: most(({ tally }) => tally.requests),
    mostSentMb: most(({ tally }) => tally.sentBytes) / 1_048_576,
    broken: [...sounds, ...faults].flatMap(({ broken }) => broken),
  };
}

function compare(rounds: readonly Round[], read: (phase: Phase) => number): Times {
  const pairs = rounds.map(({ sound, fault }) => ({ sound: read(sound), fault: read(fault) }));
  return {
    soundMs: median(pairs.map(({ sound }) => sound)),
    faultMs: median(pairs.map(({ fault }) => fault)),
    worstSoundMs: Math.max(...pairs.map(({ sound }) => sound)),
    bestFaultMs: Math.min(...pairs.map(({ fault }) => fault)),
    ratio: median(pairs.map(({ sound, fault }) => fault / sound)),
  };
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Between two values where it falls between them. @param share between 0 and 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place % 1);
}
