/**
 * One gateway, one sound subgraph and one that fails, each in a process of its own. For each kind of fault,
 * phases with and without it follow one another, so that whatever else the machine does hits both alike.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { spawnGateway } from '../gateway-process.js';
import { compose } from '../mini-graph.js';
import { createKeyPair, until } from '../running-gateway.js';
import { type FaultySubgraph, startFaultySubgraph, type Tally } from './faulty-subgraph.js';
import { readUsage, type Usage, watchUsage } from './gateway-usage.js';
import { askOnce, mixed, type PhaseFigures, runPhase } from './load.js';
import type { Mode } from './modes.js';

export interface FaultOptions {
  /** Pairs of phases for each kind of fault. */
  rounds: number;
  phaseMs: number;
  perSecond: number;
  /** How long the gateway runs before anything is measured. */
  warmUpMs: number;
  /** Of the subgraph that fails. */
  policy: object;
  /** Whether that one gets only the processor time that nobody else wants. */
  isNice?: boolean;
  /** What is run: the gateway's main module. */
  program: string;
  /** The folder for a profile of the gateway's processor time. */
  profile?: string | undefined;
}

export interface Phase extends PhaseFigures {
  usage: Usage;
  /** What the failing subgraph was asked. */
  tally: Tally;
}

export interface Round {
  sound: Phase;
  fault: Phase;
}

export interface Bench {
  /** `sound` compares the subgraph at its best with itself: what the figures vary by. */
  measure(mode: Mode): Promise<Round[]>;
  /** What the gateway uses now. */
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

interface Tools {
  client: Pool;
  inventory: FaultySubgraph;
}

export async function startFaultBench(options: FaultOptions): Promise<Bench> {
  const [orders, inventory] = [
    await startFaultySubgraph(),
    await startFaultySubgraph(options.isNice),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'tributary-faults-'));
  const file = join(folder, 'supergraph.graphql');
  const users = 'http://127.0.0.1:1/';
  await writeFile(file, compose({ users, orders: orders.url, inventory: inventory.url }));
  const { privateKey } = await createKeyPair();
  const env = {
    GATEWAY_IDENTITY_KEY: JSON.stringify(privateKey),
    SUPERGRAPH_FILE: file,
    SUBGRAPH_POLICIES: JSON.stringify({ inventory: options.policy }),
  };
  const flags = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : [];
  const gateway = await spawnGateway(env, [...flags, options.program]);
  const client = new Pool(await gateway.url, { connections: 512 });
  const tools = { client, inventory };
  await until('the gateway answers', () => isSound(client));
  await runPhase(client, { ...options, phaseMs: options.warmUpMs, seed: 0 });
  return {
    usage: () => readUsage(client),
    measure: (mode) => measure(mode, options, tools),
    close: async () => {
      await client.destroy();
      await gateway.stop();
      orders.stop();
      inventory.stop();
      await rm(folder, { recursive: true });
    },
  };
}

const isSound = async (client: Pool) => !(await askOnce(client, mixed)).body.errors;

/** Every other pair begins with the fault. */
async function measure(mode: Mode, options: FaultOptions, tools: Tools): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let seed = 0; seed < options.rounds; seed++) {
    const run = (which: Mode) => measurePhase(which, { ...options, seed }, tools);
    if (seed % 2 === 0) rounds.push({ sound: await run('sound'), fault: await run(mode) });
    else {
      const fault = await run(mode);
      rounds.push({ fault, sound: await run('sound') });
    }
  }
  return rounds;
}

async function measurePhase(
  mode: Mode,
  options: FaultOptions & { seed: number },
  { client, inventory }: Tools,
): Promise<Phase> {
  await inventory.setMode(mode);
  const watch = await watchUsage(client);
  const figures = await runPhase(client, options);
  const usage = await watch.end();
  const tally = await inventory.setMode('sound');
  await until(`all is well after "${mode}"`, () => isSound(client));
  return { ...figures, usage, tally };
}
