/** One process of ours, and two of them under load at the same time. */
import type { Operation } from './graphs/operations.js';
import type { SendLoad } from './load/load.js';
import type { RunningGateway } from './running-gateway.js';
import { median } from './turns.js';

export type Scaling = { processes: number; perSecond: number; p99Ms: number }[];

interface Options {
  rounds: number;
  seconds: number;
  connections: number;
  send: SendLoad;
}

export async function measureProcesses(
  { bodies }: Operation,
  gateways: readonly RunningGateway[],
  { rounds, seconds, connections, send }: Options,
): Promise<Scaling> {
  const results = gateways.map((_gateway, index) => ({
    processes: index + 1,
    perSecond: [] as number[],
    p99Ms: [] as number[],
  }));
  for (let round = -1; round < rounds; round++)
    for (const { processes, perSecond, p99Ms } of results) {
      const each = Math.ceil(connections / processes);
      const loads = await Promise.all(
        gateways
          .slice(0, processes)
          .map(({ url }) => send({ url, bodies, seconds, connections: each })),
      );
      if (round < 0) continue;
      perSecond.push(loads.reduce((sum, load) => sum + load.perSecond, 0));
      p99Ms.push(Math.max(...loads.map((load) => load.p99Ms)));
    }
  return results.map(({ processes, perSecond, p99Ms }) => ({
    processes,
    perSecond: median(perSecond),
    p99Ms: median(p99Ms),
  }));
}
