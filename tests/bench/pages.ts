/**
 * `npm run bench:pages`: the shop's pages on the whole built system, through both BFFs, beside a server of
 * one hand-written SQL statement per page on the same databases. With the caches off and on; with 1,000 and
 * with 100,000 products. docs/performance.md says how it measures.
 */
import { createProgress } from './checkout/report.js';
import { type Options, readOptions } from './pages/options.js';
import { findShortfalls, renderTables } from './pages/report.js';
import { measure } from './pages/run.js';

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`bench:pages: ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<void> {
  const progress = createProgress(options.json ? process.stderr : process.stdout);
  const figures = await measure(options, progress);
  progress.say(renderTables(figures));
  const shortfalls = findShortfalls(figures);
  for (const shortfall of shortfalls) progress.say(`Below target: ${shortfall}`);
  if (options.json) console.log(JSON.stringify(figures, null, 2));
  if (options.require && shortfalls.length > 0) process.exitCode = 1;
}
