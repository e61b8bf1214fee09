/** What `npm run bench:gateway` understands. */
import { parseArgs } from 'node:util';

export const phases = [
  'deep',
  'list',
  'tiny',
  'heavy',
  'identical',
  'entities',
  'first',
  'memory',
  'processes',
] as const;
export type Phase = (typeof phases)[number];

export const peerNames = ['ours', 'stock', 'hive', 'mercurius', 'join'] as const;
export type PeerName = (typeof peerNames)[number];

export interface Options {
  phases: ReadonlySet<Phase>;
  peers: readonly PeerName[];
  /** How often each peer has its turn; the ratio is the median of the rounds'. */
  rounds: number;
  /** Length of a turn. */
  seconds: number;
  connections: number;
  /** Operations sent to see that memory stays flat. */
  distinctOperations: number;
  json: boolean;
}

const usage = `Usage: npm run bench:gateway [-- options]
  --quick            short turns, to see that it works
  --only <names>     of ${phases.join(', ')}; separated by commas
  --peers <names>    of ${peerNames.join(', ')}; ours always takes part
  --rounds <n>       turns of each peer (5)
  --seconds <n>      length of a turn (4)
  --connections <n>  requests at a time (32)
  --memory [n]       the long form of "memory": that many distinct operations (1000000)
  --json             prints the figures as JSON on stdout, everything else on stderr`;

/** @throws Error with what is wrong with the arguments */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      peers: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      connections: { type: 'string', default: '32' },
      memory: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const long = values.memory ? (positionals[0] ?? '1000000') : undefined;
  const chosen = values.only ?? (values.memory ? 'memory' : undefined);
  const peers = readNames('peers', values.peers, peerNames);
  return {
    phases: new Set(readNames('only', chosen, phases)),
    peers: peerNames.filter((name) => name === 'ours' || peers.includes(name)),
    rounds: count('rounds', values.rounds ?? (values.quick ? '2' : '5'), 1_000),
    seconds: count('seconds', values.seconds ?? (values.quick ? '2' : '4'), 3_600),
    connections: count('connections', values.connections, 1_000),
    distinctOperations: count('memory', long ?? (values.quick ? '3000' : '12000'), 100_000_000),
    json: values.json,
  };
}

function readNames<T extends string>(
  option: string,
  text: string | undefined,
  known: readonly T[],
): readonly T[] {
  const names = text?.split(',') ?? known;
  const unknown = names.find((name) => !(known as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`--${option} does not know "${unknown}".\n\n${usage}`);
  return names as readonly T[];
}

function count(name: string, text: string, max: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new Error(`--${name} must be a number from 1 to ${max}, not "${text}".\n\n${usage}`);
}
