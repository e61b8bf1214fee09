/**
 * One gateway, one sound subgraph and one that fails, each in a process of its own. For each kind of fault,
 * phases with and without it follow one another, so that whatever else the machine does hits both alike.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { spawnGateway } from '../gateway-process.js';
import { compose } from '../mini-graph.js';
import { createKeyPair, until } from '../running-gateway.js';
import { askOnce, mixed, runPhase } from './load.js';
import { type FaultMode, type Mode } from './modes.js';

export interface FaultOptions {
  /** Pairs of phases for each kind of fault. */
  rounds: number;
  phaseMs: number;
  perSecond: number;
  /** Of the subgraph that fails. */
  policy: object;
}

export interface ModeFigures {
  mode: FaultMode;
  /** Median time of the healthy operation, in ms, without and with the fault. */
  soundMs: number;
  faultMs: number;
  /** Median over the pairs of phases. */
  ratio: number;
  /** The highest median of a phase without the fault, the lowest of one with it. */
  worstSoundMs: number;
  bestFaultMs: number;
  /** The longest that an operation with failing fields took, in ms. */
  longestMixedMs: number;
  /** The gateway's memory at its highest during the fault, in MB. */
  rssMb: number;
  heapMb: number;
  broken: string[];
  /** How many answers had nothing missing while there was the fault. */
  wholeAnswers: number;
}

export interface Bench {
  measure(mode: FaultMode): Promise<ModeFigures>;
  /** The gateway's memory now, in MB. */
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

interface Memory {
  rssMb: number;
  heapMb: number;
}

export async function startFaultBench(options: FaultOptions): Promise<Bench> {
  const [orders, inventory] = [await startSubgraph(), await startSubgraph()];
  const folder = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  const file = join(folder, 'supergraph.graphql');
  const users = 'http://127.0.0.1:1/';
  await writeFile(file, compose({ users, orders: orders.url, inventory: inventory.url }));
  const { privateKey } = await createKeyPair();
  const gateway = await spawnGateway({
    GATEWAY_IDENTITY_KEY: JSON.stringify(privateKey),
    SUPERGRAPH_FILE: file,
    SUBGRAPH_POLICIES: JSON.stringify({ inventory: options.policy }),
  });
  const client = new Pool(await gateway.url, { connections: 512 });
  const memory = () => readMemory(client);
  const isSound = async () => !(await askOnce(client, mixed)).body.errors;
  const setMode = (mode: Mode) => inventory.setMode(mode);
  await until('the gateway answers', isSound);
  await runPhase(client, options);
  return {
    memory,
    measure: (mode) => measure(mode, options, { client, setMode, isSound, memory }),
    close: async () => {
      await client.destroy();
      await gateway.stop();
      orders.stop();
      inventory.stop();
      await rm(folder, { recursive: true });
    },
  };
}

interface Tools {
  client: Pool;
  setMode: (mode: Mode) => void;
  isSound: () => Promise<boolean>;
  memory: () => Promise<Memory>;
}

async function measure(mode: FaultMode, options: FaultOptions, tools: Tools): Promise<ModeFigures> {
  const { client, setMode, isSound, memory } = tools;
  const pairs: { soundMs: number; faultMs: number }[] = [];
  const figures = {
    mode,
    longestMixedMs: 0,
    rssMb: 0,
    heapMb: 0,
    broken: [] as string[],
    wholeAnswers: 0,
  };
  for (let round = 0; round < options.rounds; round++) {
    const sound = await runPhase(client, options);
    setMode(mode);
    const watch = watchMemory(memory);
    const fault = await runPhase(client, options);
    const highest = await watch.end();
    setMode('sound');
    await until(`all is well after "${mode}"`, isSound);
    pairs.push({ soundMs: median(sound.healthyMs), faultMs: median(fault.healthyMs) });
    figures.broken.push(...sound.broken, ...fault.broken);
    figures.wholeAnswers += fault.whole;
    figures.longestMixedMs = Math.max(figures.longestMixedMs, ...fault.mixedMs);
    figures.rssMb = Math.max(figures.rssMb, highest.rssMb);
    figures.heapMb = Math.max(figures.heapMb, highest.heapMb);
  }
  return {
    ...figures,
    soundMs: median(pairs.map(({ soundMs }) => soundMs)),
    faultMs: median(pairs.map(({ faultMs }) => faultMs)),
    worstSoundMs: Math.max(...pairs.map(({ soundMs }) => soundMs)),
    bestFaultMs: Math.min(...pairs.map(({ faultMs }) => faultMs)),
    ratio: median(pairs.map(({ soundMs, faultMs }) => faultMs / soundMs)),
  };
}

function watchMemory(read: () => Promise<Memory>) {
  let isOver = false;
  const highest: Memory = { rssMb: 0, heapMb: 0 };
  const look = async () => {
    const { rssMb, heapMb } = await read();
    highest.rssMb = Math.max(highest.rssMb, rssMb);
    highest.heapMb = Math.max(highest.heapMb, heapMb);
  };
  const watching = (async () => {
    while (!isOver) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  const end = async () => {
    isOver = true;
    await watching;
    return highest;
  };
  return { end };
}

async function readMemory(client: Pool): Promise<Memory> {
  const { body } = await client.request({ method: 'GET', path: '/metrics' });
  const text = await body.text();
  const read = (name: string) =>
    Math.round(Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)![1]) / 1_048_576);
  return {
    rssMb: read('process_resident_memory_bytes'),
    heapMb: read('nodejs_heap_size_used_bytes'),
  };
}

async function startSubgraph() {
  const entry = fileURLToPath(new URL('subgraph-process.ts', import.meta.url));
  const child = fork(entry, { execArgv: ['--import', 'tsx'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string));
    child.once('exit', (code) => reject(new Error(`The subgraph ended with code ${code}.`)));
  });
  return { url, setMode: (mode: Mode) => child.send(mode), stop: () => child.disconnect() };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
