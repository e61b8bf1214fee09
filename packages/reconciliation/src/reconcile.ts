/**
 * The proof over all databases that stock, orders and money agree. It only reads, in transactions that
 * cannot write, beside the running system; of every table it holds no more than a page.
 */
import { auditEvents } from './audit-events.js';
import { auditOrders } from './audit-orders.js';
import { auditSkus } from './audit-skus.js';
import { checkOrderKeys } from './check-order-keys.js';
import { type BrokerUrls, countDeadLetters } from './dead-letters.js';
import { createTally, type Report } from './report.js';
import type { OnProgress, Run } from './run.js';
import { settle } from './settle.js';
import { type DatabaseUrls, openSources } from './sources.js';

export interface ReconcileOptions {
  /** A check that needs what is not named here is skipped, and the report says so. */
  urls: DatabaseUrls & BrokerUrls;
  /** How long what is suspect may take to settle, between two looks. Default 10. */
  settleSeconds?: number;
  /** How often suspects are looked at again, at most. Default 6. */
  settleRounds?: number;
  /** Orders that wait longer than this are told of. Default 1,200: the reservation's 15 min and some. */
  timeoutSeconds?: number;
  /** Orders and events that wait longer than this are a breach. Default 3,600, or the timeout. */
  stuckSeconds?: number;
  /** Nothing is on its way any more, so that whatever is late or undelivered is a breach. */
  strict?: boolean;
  /** Whose books payments are compared with; only those of "demo" can be read yet. */
  provider?: string;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * Makes every check there are books for.
 * @throws Error when a database or the broker cannot be reached: then nothing was proved.
 */
export async function reconcile(options: ReconcileOptions): Promise<Report> {
  const { urls, settleSeconds = 10, settleRounds = 6, provider = 'demo' } = options;
  const { timeoutSeconds = 1_200, strict = false } = options;
  const { stuckSeconds = Math.max(3_600, timeoutSeconds) } = options;
  const startedAt = new Date();
  const { users, orders, inventory } = urls;
  const reopen = () => openSources({ users, orders, inventory }, provider);
  const run: Run = {
    sources: await reopen(),
    providerName: provider,
    tally: createTally(),
    limits: { timeoutSeconds, stuckSeconds, strict },
    progress: options.onProgress ?? (() => undefined),
    signal: options.signal,
  };
  const suspects = await firstPass(run);
  const deadIds = await countDeadLetters(run, urls);
  const rounds = await settle(run, suspects.orders, suspects.events, {
    settleMs: settleSeconds * 1_000,
    rounds: Math.max(1, settleRounds),
    reopen,
    deadIds,
  });
  const checks = run.tally.reports();
  return {
    ok: checks.every(({ breaches }) => breaches === 0),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    rounds,
    checks,
  };
}

async function firstPass(run: Run) {
  try {
    await auditSkus(run);
    const orders = await auditOrders(run);
    await checkOrderKeys(run);
    return { orders, events: await auditEvents(run) };
  } finally {
    await run.sources.close();
  }
}
