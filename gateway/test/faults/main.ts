/**
 * `npm run bench:faults -- --rounds 20 --phase 1000 --rate 100`: what each kind of fault of one subgraph
 * costs the operations that do not need it, under load. Ends with status 1 when their median time grows by
 * more than 10 %, when a healthy field was missing, or when memory grew beyond its bound.
 */
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.js';
import { type ModeFigures, startFaultBench } from './fault-run.js';
import { type FaultMode, faultModes } from './modes.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    phase: { type: 'string', default: '1000' },
    rate: { type: 'string', default: '100' },
    modes: { type: 'string', default: faultModes.join() },
  },
});
const maxRatio = 1.1;
const maxGrowthMb = 200;

const options = {
  rounds: Number(values.rounds),
  phaseMs: Number(values.phase),
  perSecond: Number(values.rate),
  policy: { timeoutMs: 1_000 },
};
const modes = values.modes.split(',') as FaultMode[];
const bench = await startFaultBench(options);
const progress = createProgress('faults');
const all: ModeFigures[] = [];
try {
  const before = await bench.memory();
  for (const mode of modes) {
    all.push(await bench.measure(mode));
    progress.show(all.length, modes.length);
  }
  progress.end();
  const after = await bench.memory();
  tell(all, { before, after });
  const failed = all.filter((figures) => isFailed(figures, before.rssMb));
  for (const { mode, broken } of failed)
    console.log(`Beyond its bound: ${mode}`, broken.slice(0, 3));
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await bench.close();
}

function isFailed({ ratio, broken, rssMb }: ModeFigures, beforeMb: number): boolean {
  return ratio > maxRatio || broken.length > 0 || rssMb > beforeMb + maxGrowthMb;
}

function tell(figures: readonly ModeFigures[], memory: object): void {
  console.log(
    `${options.rounds} pairs of phases of ${options.phaseMs} ms each, ${options.perSecond} requests/s.`,
  );
  console.table(
    figures.map(({ broken, ...rest }) => ({
      mode: rest.mode,
      'sound ms': rest.soundMs.toFixed(2),
      'fault ms': rest.faultMs.toFixed(2),
      ratio: rest.ratio.toFixed(3),
      'longest with failing fields, ms': Math.round(rest.longestMixedMs),
      'RSS MB': rest.rssMb,
      'heap MB': rest.heapMb,
      'healthy fields missing': broken.length,
    })),
  );
  console.log('Memory of the gateway before and after, in MB:', JSON.stringify(memory));
}
