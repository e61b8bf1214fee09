/**
 * Whatever one subgraph does, the fields of the others come as fast as ever, and the gateway's memory is
 * bounded. `npm run bench:faults` measures it for longer, and to 10 %.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, startFaultBench } from './faults/fault-run.js';
import { faultModes } from './faults/modes.js';

let bench: Bench;
let before: { rssMb: number };

beforeAll(async () => {
  bench = await startFaultBench({
    rounds: 2,
    phaseMs: 300,
    perSecond: 80,
    policy: { timeoutMs: 1_000, breaker: { openMs: 100, maxOpenMs: 200 } },
  });
  before = await bench.memory();
});
afterAll(() => bench.close());

/**
 * The best phase with the fault against the worst one without it: a loaded machine slows single phases of
 * either kind down, a fault that is felt slows down all of its own. The bench is the one to measure with.
 */
const mayTakeMs = (soundMs: number) => soundMs * 1.5 + 500;
/** Two answers of the largest size are read at a time, and others were just before. */
const maxGrowthMb = 250;

test.each(faultModes)('%s of one subgraph costs the others nothing', async (mode) => {
  const figures = await bench.measure(mode);
  expect(figures.broken).toEqual([]);
  expect(figures.wholeAnswers).toBeLessThanOrEqual(1);
  expect(figures.bestFaultMs).toBeLessThan(mayTakeMs(figures.worstSoundMs));
  expect(figures.longestMixedMs).toBeLessThan(5_000);
  expect(figures.rssMb).toBeLessThan(before.rssMb + maxGrowthMb);
});
