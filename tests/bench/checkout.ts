/**
 * `npm run bench:checkout`: shoppers put things into their carts and order them, on the whole built
 * system, once per broker. How many orders are confirmed per second, how long placing and confirming
 * take at half that rate, what each process costs per order, and that nothing was oversold meanwhile.
 * docs/performance.md says how it measures.
 */
import { availableParallelism } from 'node:os';
import type { RunFigures } from './checkout/figures.js';
import { type Options, readOptions } from './checkout/options.js';
import { createProgress, findShortfalls, renderTables } from './checkout/report.js';
import { measure } from './checkout/run.js';

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`bench:checkout: ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<void> {
  const progress = createProgress(options.json ? process.stderr : process.stdout);
  const runs: RunFigures[] = [];
  for (const broker of options.brokers) runs.push(await measure(broker, options, progress));
  progress.say(renderTables(runs));
  if (!options.brokers.includes('redis')) progress.say('\nRedis was not measured.');
  const shortfalls = findShortfalls(runs);
  for (const shortfall of shortfalls) progress.say(`Below target: ${shortfall}`);
  if (options.json) {
    const { node } = process.versions;
    console.log(JSON.stringify({ node, cores: availableParallelism(), runs }, null, 2));
  }
  const isBroken = runs.some(({ breaches }) => breaches.length > 0);
  process.exitCode = isBroken || (options.require && shortfalls.length > 0) ? 1 : 0;
}
