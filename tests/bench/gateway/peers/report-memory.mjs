/** Loaded into every gateway: on SIGUSR2 it collects garbage and writes what memory is then in use. */
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
process.on('SIGUSR2', () => {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  appendFileSync(process.env.BENCH_MEMORY_FILE, `${JSON.stringify({ heapUsed, rss })}\n`);
});
