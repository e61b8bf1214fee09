/**
 * What a service's worker does at night with its own books: the checks that one database suffices for,
 * told in the log and at /metrics. What disagrees is answered, for the service to state as an event.
 */
import { Gauge, type Logger } from '@tributary/service';
import { reconcile, type ReconcileOptions } from './reconcile.js';
import type { Report } from './report.js';

export interface Disagreement {
  /** Name of the check. */
  name: string;
  /** What should hold. */
  says: string;
  breaches: number;
}

export interface OwnBooksOptions extends Pick<ReconcileOptions, 'provider' | 'timeoutSeconds'> {
  service: 'orders' | 'inventory';
  databaseUrl: string;
  logger: Logger;
  signal?: AbortSignal;
  settleSeconds?: number;
}

const breaches = new Gauge({
  name: 'tributary_reconciliation_breaches',
  help: 'Breaches that the last nightly check of the books found in this process, by check.',
  labelNames: ['service', 'check'],
});

const lastRun = new Gauge({
  name: 'tributary_reconciliation_last_run_timestamp_seconds',
  help: 'When this process last finished a nightly check of the books.',
  labelNames: ['service'],
});

const shown = 5;

/** Makes the checks and answers those with breaches. @throws Error when the database is away. */
export async function checkOwnBooks(options: OwnBooksOptions): Promise<Disagreement[]> {
  const { service, databaseUrl, logger, ...rest } = options;
  const report = await reconcile({ ...rest, urls: { [service]: databaseUrl } });
  const made = report.checks.filter(({ skipped }) => !skipped);
  for (const check of made) breaches.set({ service, check: check.name }, check.breaches);
  lastRun.set({ service }, Date.now() / 1_000);
  say(logger, report, made.length);
  return made
    .filter((check) => check.breaches > 0)
    .map(({ name, says, breaches }) => ({ name, says, breaches }));
}

function say(logger: Logger, { checks, ok, durationMs }: Report, made: number): void {
  if (ok) return logger.info({ checks: made, durationMs }, 'the books agree');
  for (const { name, breaches, details } of checks)
    if (breaches > 0)
      logger.error({ check: name, breaches, first: details.slice(0, shown) }, 'the books disagree');
}
