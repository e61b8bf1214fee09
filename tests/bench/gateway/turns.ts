/** Peers side by side: each has its turn in each round, in another order each time. */
import { deepStrictEqual } from 'node:assert';
import type { Operation } from './graphs/operations.js';
import type { SendLoad } from './load/load.js';
import type { Memory } from './node-process.js';
import type { PeerName } from './options.js';
import { ask, type RunningGateway } from './running-gateway.js';

export interface PeerFigures {
  peer: PeerName;
  title: string;
  /** Medians of the rounds. */
  perSecond: number;
  cpuMicros: number;
  p50Ms: number;
  p99Ms: number;
  /** Median of the rounds' ratios: requests per second of ours to those of this one. */
  ratio: number;
  /** The same for its CPU time per request to ours. */
  cpuRatio: number;
  memory: Memory;
}

export interface Comparison {
  operation: string;
  figures: PeerFigures[];
}

export interface TurnOptions {
  rounds: number;
  seconds: number;
  connections: number;
  send: SendLoad;
  onTurn: (share: number) => void;
}

interface Turn {
  perSecond: number;
  cpuMicros: number;
  p50Ms: number;
  p99Ms: number;
}

/** The first gateway is the one that the others are compared with. */
export async function compare(
  operation: Operation,
  gateways: readonly RunningGateway[],
  options: TurnOptions,
): Promise<Comparison> {
  await expectSameAnswers(operation, gateways);
  const turns = new Map<RunningGateway, Turn[]>(gateways.map((gateway) => [gateway, []]));
  // The round before the first warms up and does not count.
  for (let round = -1; round < options.rounds; round++)
    for (let index = 0; index < gateways.length; index++) {
      const gateway = gateways[(index + round + 1) % gateways.length]!;
      const turn = await takeTurn(operation, gateway, options);
      if (round >= 0) turns.get(gateway)!.push(turn);
      options.onTurn(
        ((round + 1) * gateways.length + index + 1) / ((options.rounds + 1) * gateways.length),
      );
    }
  const ours = turns.get(gateways[0]!)!;
  const figures: PeerFigures[] = [];
  for (const [{ peer, memory }, own] of turns)
    figures.push({
      peer: peer.name,
      title: peer.title,
      ...summarise(own, ours),
      memory: await memory(),
    });
  return { operation: operation.name, figures };
}

async function takeTurn(
  { bodies }: Operation,
  { url, cpuMicros }: RunningGateway,
  { seconds, connections, send }: TurnOptions,
): Promise<Turn> {
  const before = cpuMicros();
  const { requests, ...rest } = await send({ url, bodies, seconds, connections });
  if (requests === 0)
    throw new Error(`${url} answered nothing in ${seconds} s: take longer turns.`);
  return { ...rest, cpuMicros: (cpuMicros() - before) / requests };
}

function summarise(
  own: readonly Turn[],
  ours: readonly Turn[],
): Omit<PeerFigures, 'peer' | 'title' | 'memory'> {
  const of = (read: (turn: Turn) => number) => median(own.map(read));
  return {
    perSecond: of((turn) => turn.perSecond),
    cpuMicros: of((turn) => turn.cpuMicros),
    p50Ms: of((turn) => turn.p50Ms),
    p99Ms: of((turn) => turn.p99Ms),
    ratio: median(own.map((turn, round) => ours[round]!.perSecond / turn.perSecond)),
    cpuRatio: median(own.map((turn, round) => turn.cpuMicros / ours[round]!.cpuMicros)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A few of the values, each three times: new, known, compiled. */
async function expectSameAnswers({ name, bodies }: Operation, gateways: readonly RunningGateway[]) {
  for (const index of [0, bodies.length >> 1, bodies.length - 1])
    for (let time = 0; time < 3; time++) {
      const body = bodies[index]!;
      const answers = await Promise.all(
        gateways.map(async ({ url }) => JSON.parse(await ask(url, body)) as unknown),
      );
      for (const [other, answer] of answers.entries()) {
        const who = `${name}: ${gateways[other]!.peer.title}`;
        if (!isWhole(answer))
          throw new Error(`${who} answers ${JSON.stringify(answer).slice(0, 500)}`);
        deepStrictEqual(answer, answers[0], `${who} answers otherwise than ours`);
      }
    }
}

const isWhole = (answer: unknown): boolean => {
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  return Boolean(data) && !errors;
};
