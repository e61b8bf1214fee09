/**
 * `npm run bench:faults -- --rounds 24 --phase 2000 --rate 400`: what each kind of fault of one subgraph costs
 * the operations that do not need it, under load. Ends with status 1 when their median time grows by more
 * than 10 %, when a healthy field was missing, or when memory grew beyond its bound.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.js';
import { startFaultBench } from './fault-run.js';
import { type ModeFigures, summarise, type Times } from './figures.js';
import { faultModes, type Mode } from './modes.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '24' },
    phase: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '400' },
    profile: { type: 'string' },
    modes: { type: 'string', default: ['sound', ...faultModes].join() },
  },
});
const maxRatio = 1.1;
const maxGrowthMb = 200;
const warmUpMs = 40_000;

const options = {
  rounds: Number(values.rounds),
  phaseMs: Number(values.phase),
  perSecond: Number(values.rate),
  warmUpMs,
  policy: { timeoutMs: 1_000 },
  isNice: true,
  program: fileURLToPath(new URL('../../dist/main.js', import.meta.url)),
  profile: values.profile,
};
const modes = values.modes.split(',') as Mode[];
const bench = await startFaultBench(options);
const progress = createProgress('faults');
const all = new Map<Mode, ModeFigures>();
try {
  const before = await bench.usage();
  for (const mode of modes) {
    all.set(mode, summarise(await bench.measure(mode), options.phaseMs));
    progress.show(all.size, modes.length);
  }
  progress.end();
  const after = await bench.usage();
  tell();
  console.log(`Memory of the gateway: ${before.rssMb} MB before, ${after.rssMb} MB after.`);
  const noise = all.get('sound')?.median.ratio ?? 1;
  if (Math.max(noise, 1 / noise) > maxRatio)
    console.log(
      'The machine is too busy: without any fault, too, the times differ by more than 10 %.',
    );
  const failed = [...all].filter(([, figures]) => isFailed(figures, before.rssMb));
  for (const [mode, { broken }] of failed)
    console.log(`Beyond its bound: ${mode}`, broken.slice(0, 3));
  process.exitCode = failed.length > 0 ? 1 : 0;
} finally {
  await bench.close();
}

function isFailed({ median, broken, faultRssMb }: ModeFigures, beforeMb: number): boolean {
  return median.ratio > maxRatio || broken.length > 0 || faultRssMb > beforeMb + maxGrowthMb;
}

function tell(): void {
  console.log(
    `${options.rounds} pairs of phases of ${options.phaseMs} ms each, ${options.perSecond} requests/s, half of ` +
      'them need the failing subgraph. Times are of the other half.',
  );
  console.table(Object.fromEntries([...all].map(([mode, figures]) => [mode, toRow(figures)])));
}

function toRow(figures: ModeFigures) {
  return {
    'p50 ms': change(figures.median, 2),
    ratio: Number(figures.median.ratio.toFixed(3)),
    'p99 ms': change(figures.p99, 1),
    'p99 ratio': Number(figures.p99.ratio.toFixed(3)),
    'CPU ms/s': change(figures.cpu, 0),
    'RSS MB': `${figures.soundRssMb} > ${figures.faultRssMb}`,
    'asked at most': figures.mostRequests,
    'sent MB': Number(figures.mostSentMb.toFixed(1)),
    'longest failing ms': Math.round(figures.longestMixedMs),
    missing: figures.broken.length,
  };
}

function change({ soundMs, faultMs }: Times, digits: number): string {
  return `${soundMs.toFixed(digits)} > ${faultMs.toFixed(digits)}`;
}
