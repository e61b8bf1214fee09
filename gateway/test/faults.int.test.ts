/**
 * Whatever one subgraph does, the fields of the others come as fast as ever, and the gateway's memory is
 * bounded. On a busy machine times tell little, so what is counted is what a fault could cost: how often the
 * subgraph is asked, how much it can send, what the gateway holds. `npm run bench:faults` measures to 10 %.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, startFaultBench } from './faults/fault-run.js';
import { summarise } from './faults/figures.js';
import { type FaultMode, faultModes } from './faults/modes.js';
import { bundleGateway } from './gateway-process.js';

const maxInFlight = 8;
const minCalls = 10;
const load = { rounds: 2, phaseMs: 300, perSecond: 200, warmUpMs: 500 };
const policy = {
  timeoutMs: 400,
  maxInFlight,
  maxResponseBytes: 1_048_576,
  breaker: { minCalls, openMs: 100, maxOpenMs: 200 },
};

let bench: Bench;
let bundled: Awaited<ReturnType<typeof bundleGateway>>;
let beforeMb: number;

beforeAll(async () => {
  bundled = await bundleGateway();
  bench = await startFaultBench({ ...load, policy, program: bundled.program[0]! });
  beforeMb = (await bench.usage()).rssMb;
});
afterAll(async () => {
  await bench.close();
  await bundled.remove();
});

/** Answers of theirs are answers: to ask again is no fault of the gateway's. */
const answering: ReadonlySet<FaultMode> = new Set(['wrong-types', 'wrong-entity-count']);
/** Those until the breaker opens, those that are under way by then, and those that try. */
const mostRequests = minCalls + maxInFlight + 5;
/** What the sockets between them hold comes to what is read. */
const mostSentMb = maxInFlight * 8;
const maxGrowthMb = 100;
/**
 * The best phase with the fault, the worst without: a busy machine makes either dearer, so this finds only
 * what costs several times as much. What makes an error dear is counted in `failed-answers.int.test.ts`.
 */
const maxCpuRatio = 4;

test.each(faultModes)('%s of one subgraph costs the others nothing', async (mode) => {
  const rounds = await bench.measure(mode);
  const figures = summarise(rounds, load.phaseMs);
  expect(figures.broken).toEqual([]);
  for (const { fault } of rounds) {
    expect(fault.whole).toBeLessThanOrEqual(1);
    expect(fault.tally.mostAtOnce).toBeLessThanOrEqual(maxInFlight);
    expect(fault.usage.inFlight).toBeLessThanOrEqual(maxInFlight);
    const mayBeAsked = answering.has(mode) ? Infinity : mostRequests;
    expect(fault.tally.requests).toBeLessThanOrEqual(mayBeAsked);
  }
  const tooLarge = rounds.reduce((sum, { fault }) => sum + fault.usage.tooLarge, 0);
  expect(tooLarge > 0).toBe(mode === 'flood-100-mb');
  expect(figures.mostSentMb).toBeLessThan(mostSentMb);
  expect(figures.faultRssMb).toBeLessThan(beforeMb + maxGrowthMb);
  expect(figures.cpu.bestFaultMs).toBeLessThan(figures.cpu.worstSoundMs * maxCpuRatio);
  expect(figures.longestMixedMs).toBeLessThan(3_000);
});
