/**
 * `npm run bench:reconcile [-- --orders 1000000]`: writes so many consistent orders, with their lines,
 * payments, reservations, movements and events, into a PostgreSQL of its own, reconciles them, and prints
 * how long that took and how much memory this process needed for it at most.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@tributary/embedded';
import { deleteDataFolder } from '@tributary/embedded';
import { reconcile } from '@tributary/reconciliation';
import { root } from '../../scripts/stack.js';
import { writeBooks } from '../support/books.js';

const { values } = parseArgs({ options: { orders: { type: 'string', default: '1000000' } } });
const orders = Number(values.orders);
const dataDir = mkdtempSync(join(tmpdir(), 'tributary-reconcile-'));
const system = await startEmbedded({ dataDir, port: 0, migrationsRoot: root });
const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);
const seconds = (since: number) => ((Date.now() - since) / 1_000).toFixed(1);
try {
  const startedAt = Date.now();
  const urls = (suffix: string) => ({
    users: system.env[`USERS_${suffix}`]!,
    orders: system.env[`ORDERS_${suffix}`]!,
    inventory: system.env[`INVENTORY_${suffix}`]!,
  });
  await writeBooks(urls('MIGRATION_URL'), { orders, skus: 10_000, withEvents: orders / 5 });
  console.log(`${orders} orders written in ${seconds(startedAt)} s`);
  const before = process.memoryUsage();
  const peak = { rss: before.rss, heapUsed: before.heapUsed };
  const sampling = setInterval(() => {
    const { rss, heapUsed } = process.memoryUsage();
    peak.rss = Math.max(peak.rss, rss);
    peak.heapUsed = Math.max(peak.heapUsed, heapUsed);
  }, 100);
  const marks: Record<string, number> = {};
  const begunAt = Date.now();
  const report = await reconcile({
    urls: urls('DATABASE_URL'),
    onProgress: (step) => (marks[step] = Date.now() - begunAt),
  });
  clearInterval(sampling);
  console.log({
    ok: report.ok,
    seconds: report.durationMs / 1_000,
    untilSeconds: Object.fromEntries(
      Object.entries(marks).map(([step, ms]) => [step, Math.round(ms / 100) / 10]),
    ),
    examined: Object.fromEntries(report.checks.map(({ name, examined }) => [name, examined])),
    memoryMegabytes: {
      before: megabytes(before.rss),
      peak: megabytes(peak.rss),
      peakHeap: megabytes(peak.heapUsed),
    },
  });
  process.exitCode = report.ok ? 0 : 1;
} finally {
  await system.stop();
  await deleteDataFolder(dataDir);
}
