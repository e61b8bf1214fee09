/** What a gateway in a process of its own takes of the machine, read from its metrics. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'undici';

export interface Usage {
  rssMb: number;
  heapMb: number;
  /** Processor time since its start. */
  cpuMs: number;
  /** Requests that the failing subgraph has to answer, as the gateway counts them. */
  inFlight: number;
  /** Its answers that were too large, since the start. */
  tooLarge: number;
}

export async function readUsage(client: Pool): Promise<Usage> {
  const { body } = await client.request({ method: 'GET', path: '/metrics' });
  const text = await body.text();
  const read = (name: string) => {
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  return {
    rssMb: Math.round(read('process_resident_memory_bytes') / 1_048_576),
    heapMb: Math.round(read('nodejs_heap_size_used_bytes') / 1_048_576),
    cpuMs: read('process_cpu_seconds_total') * 1_000,
    inFlight: read('gateway_subgraph_in_flight{service="inventory"}'),
    tooLarge: read('gateway_subgraph_faults_total{service="inventory",reason="size"}'),
  };
}

const everyMs = 200;

/** Reads over and over until it is ended; then tells the most that was seen, and what was counted meanwhile. */
export async function watchUsage(client: Pool): Promise<{ end(): Promise<Usage> }> {
  const first = await readUsage(client);
  const most = { ...first };
  const over = new AbortController();
  const look = async () => {
    const { rssMb, heapMb, cpuMs, inFlight, tooLarge } = await readUsage(client);
    most.rssMb = Math.max(most.rssMb, rssMb);
    most.heapMb = Math.max(most.heapMb, heapMb);
    most.inFlight = Math.max(most.inFlight, inFlight);
    most.cpuMs = cpuMs - first.cpuMs;
    most.tooLarge = tooLarge - first.tooLarge;
  };
  const watching = (async () => {
    while (!over.signal.aborted) {
      await pause(everyMs, undefined, { signal: over.signal }).catch(() => {});
      await look();
    }
  })();
  const end = async () => {
    over.abort();
    await watching;
    return most;
  };
  return { end };
}
