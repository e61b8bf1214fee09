/**
 * `npm run bench:gateway`: our gateway and others, each as a process of its own over the same subgraphs,
 * take turns under the same load. Requests per second, CPU time per request, latencies, memory, and
 * what a new operation costs. docs/performance.md says how it measures.
 */
import { availableParallelism, loadavg } from 'node:os';
import { readOptions } from './gateway/options.js';
import { findShortfalls, renderTables } from './gateway/report.js';
import { measure } from './gateway/run.js';

try {
  const options = readOptions(process.argv.slice(2));
  const out = options.json ? process.stderr : process.stdout;
  const figures = await measure(options, out);
  out.write(`${renderTables(figures)}\n`);
  const shortfalls = findShortfalls(figures);
  if (shortfalls.length > 0) out.write('\n');
  for (const shortfall of shortfalls) out.write(`Below target: ${shortfall}\n`);
  const { node } = process.versions;
  const machine = { node, cores: availableParallelism(), loadAverage: loadavg() };
  if (options.json) console.log(JSON.stringify({ ...machine, ...figures }, null, 2));
} catch (error) {
  console.error(`bench:gateway: ${(error as Error).message}`);
  process.exitCode = 2;
}
