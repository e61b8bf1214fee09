/** From records to figures. */
import type { CpuShare } from './cpu.js';
import type { Records } from './journey.js';
import type { BrokerName } from './options.js';
import type { Outcomes } from './outcomes.js';

export interface Latency {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface LoadFigures {
  placed: number;
  confirmed: number;
  /** Accepted and then refused by the saga, for lack of stock. */
  rejected: number;
  /** Told at once that it is sold out. */
  refused: number;
  addToCart: Latency;
  placeOrder: Latency;
  timeToConfirmed: Latency;
}

export interface RunFigures {
  broker: BrokerName;
  /** Orders confirmed per second with all shoppers waiting for their orders (closed loop). */
  confirmedPerSecond: number;
  /** What was offered in the open loop. */
  offeredPerSecond: number;
  closed: LoadFigures;
  open: LoadFigures;
  /** Milliseconds of processor time per confirmed order, in the closed loop. */
  cpuMsPerOrder: number;
  cpu: CpuShare[];
  breaches: string[];
}

export function latencyOf(durationsMs: number[]): Latency {
  const sorted = durationsMs.sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

export async function loadFigures(
  { placed, addToCartMs, refused }: Records,
  outcomes: Outcomes,
): Promise<LoadFigures> {
  const ended = await Promise.all(
    placed.map(async (record) => ({ ...record, outcome: await outcomes.of(record.orderId) })),
  );
  const confirmed = ended.filter(({ outcome }) => outcome === 'CONFIRMED');
  return {
    placed: placed.length,
    confirmed: confirmed.length,
    rejected: ended.length - confirmed.length,
    refused,
    addToCart: latencyOf([...addToCartMs]),
    placeOrder: latencyOf(placed.map(({ dueAt, answeredAt }) => answeredAt - dueAt)),
    timeToConfirmed: latencyOf(
      confirmed.map(({ orderId, dueAt }) => outcomes.endedAt(orderId) - dueAt),
    ),
  };
}

/** Confirmed within the window, whenever they were placed. */
export async function confirmedBetween(
  records: readonly Records[],
  outcomes: Outcomes,
  from: number,
  to: number,
): Promise<number> {
  let count = 0;
  for (const { placed } of records)
    for (const { orderId } of placed) {
      if ((await outcomes.of(orderId)) !== 'CONFIRMED') continue;
      const endedAt = outcomes.endedAt(orderId);
      if (endedAt >= from && endedAt < to) count++;
    }
  return count;
}
