/** All servers side by side: each has its turn with a page in each round, in another order each time. */
import { median } from '../gateway/turns.js';
import { type LoadRequest, sendLoad } from './load.js';

export interface Contestant {
  name: string;
  /** Products of the catalogue behind it. */
  products: number;
  url: string;
  requests: readonly LoadRequest[];
  /** Milliseconds of processor time so far, by process, of all that answers. */
  cpuTimes: () => ReadonlyMap<string, number>;
}

export interface Turn {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Microseconds per request. */
  cpu: ReadonlyMap<string, number>;
  cpuMicros: number;
}

export interface Turns {
  name: string;
  products: number;
  /** One for each round. */
  turns: Turn[];
}

export interface RoundOptions {
  rounds: number;
  seconds: number;
  connections: number;
  onTurn: (share: number) => void;
}

export async function takeTurns(
  contestants: readonly Contestant[],
  options: RoundOptions,
): Promise<Turns[]> {
  const all = contestants.map(({ name, products }) => ({ name, products, turns: [] as Turn[] }));
  const wanted = (options.rounds + 1) * contestants.length;
  let done = 0;
  // The round before the first warms up and does not count.
  for (let round = -1; round < options.rounds; round++)
    for (let index = 0; index < contestants.length; index++) {
      const at = (index + round + 1) % contestants.length;
      const seconds = round < 0 ? Math.ceil(1.5 * options.seconds) : options.seconds;
      const turn = await takeTurn(contestants[at]!, { ...options, seconds });
      if (round >= 0) all[at]!.turns.push(requireAnswers(turn, contestants[at]!));
      options.onTurn(++done / wanted);
    }
  return all;
}

/** @throws Error where a turn was too short for a single answer */
function requireAnswers(turn: Turn, { name }: Contestant): Turn {
  if (turn.perSecond > 0) return turn;
  throw new Error(`${name} answered nothing in its turn: take longer ones (--seconds).`);
}

async function takeTurn(
  { url, requests, cpuTimes }: Contestant,
  { seconds, connections }: RoundOptions,
): Promise<Turn> {
  const before = cpuTimes();
  const { requests: sent, ...rest } = await sendLoad({ url, requests, seconds, connections });
  const cpu = new Map<string, number>();
  for (const [process, ms] of cpuTimes()) {
    const micros = ((ms - (before.get(process) ?? 0)) * 1_000) / sent;
    if (micros >= 1) cpu.set(process, micros);
  }
  return { ...rest, cpu, cpuMicros: [...cpu.values()].reduce((sum, micros) => sum + micros, 0) };
}

/** The median of a figure over the rounds. */
export const medianOf = ({ turns }: Turns, read: (turn: Turn) => number): number =>
  median(turns.map(read));

/** The median of the rounds' ratios of a figure, `one` to `other`. */
export const ratioOf = (one: Turns, other: Turns, read: (turn: Turn) => number): number =>
  median(one.turns.map((turn, round) => read(turn) / read(other.turns[round]!)));
