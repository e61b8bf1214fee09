/** One run from start to verdict: load and faults, then healing, draining and the judge. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccounts, signInStaff } from './accounts.js';
import { drain, type Drained } from './drain.js';
import { healAll, inflict } from './faults.js';
import { type BrokerKind, type Ground, startGround } from './ground.js';
import { type Books, readBooks } from './judge/books.js';
import { findBreaches } from './judge/check-books.js';
import { reconcileBooks } from './judge/reconcile.js';
import { startLoad } from './load/load.js';
import { receivingReference } from './load/staff.js';
import { createTold, type Told } from './load/told.js';
import { type Observer, startObserver } from './observer.js';
import { createRandom } from './random.js';
import { createSchedule, describeFault, type Fault } from './schedule.js';

export interface ChaosOptions {
  seed: number;
  /** How long load and faults last; healing and draining come after. */
  seconds: number;
  broker: BrokerKind;
  ordersPerSecond?: number;
  log: (line: string) => void;
}

export interface InflictedFault {
  fault: Fault;
  at: number;
  outcome: string;
}

export interface ChaosResult {
  options: ChaosOptions;
  books: Books;
  told: Told;
  faults: InflictedFault[];
  drained: Drained;
  /** How long each order was open, in ms. */
  settledMs: number[];
  /** From each fault until every order that was open then had settled, in ms. */
  recoveriesMs: number[];
  /** Everything that is wrong; empty when the run is passed. */
  breaches: string[];
}

/** Payments that answer late, and reservations that run out while they do. */
const env = { RESERVATION_TTL_SECONDS: '20', PAYMENT_DEMO_DELAY_MS: '2500' };
const buyers = 40;
const browsers = 3;
/** Everybody must have an answer so long after all faults are healed. */
const answersWithinMs = 60_000;
/**
 * Nothing may be under way so long after all faults are healed: a dead worker's job is taken over
 * after 30 s, its next steps may have waited for a retry of up to 64 s, and a reservation runs 20 s.
 */
export const drainedWithinMs = 150_000;
/** The same, and two more takeovers: a worker may be killed with the same order again and again. */
export const openAtMostMs = 240_000;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, seconds, broker, log } = options;
  log(`seed ${seed}, ${seconds} s, broker ${broker}; the processes are starting`);
  const ground = await startGround({ broker, env });
  let keepLogs = true;
  try {
    const result = await withLoad(ground, options);
    keepLogs = result.breaches.length > 0;
    return result;
  } finally {
    await ground.close({ keepLogs });
    if (keepLogs) log(`the logs of the processes are in ${ground.logsDir}`);
  }
}

async function withLoad(ground: Ground, options: ChaosOptions): Promise<ChaosResult> {
  const { seed, seconds, ordersPerSecond = 12, log } = options;
  const { databases, urls, env: direct } = ground;
  const told = createTold();
  const load = await startLoad({
    urls,
    told,
    browsers,
    ordersPerSecond,
    buyers: await openAccounts(databases, direct, buyers),
    staff: await signInStaff(databases, direct),
    // The load's choices must not move the schedule's.
    random: createRandom(seed ^ 0x5bd1e995),
  });
  const observer = startObserver(databases);
  const faults = await inflictAll(ground, createSchedule(seed, seconds * 1_000), seconds, log);
  log('healing');
  await healAll(ground);
  await load.finish(answersWithinMs);
  log('draining');
  const drained = await drain(ground, drainedWithinMs);
  await sleep(500);
  await observer.stop();
  const books = await readBooks(databases, receivingReference);
  const breaches = [
    ...drained.leftovers.map((left) => `After ${drained.tookMs} ms there are still ${left}.`),
    ...ground.unexpectedEnds,
    ...stuckOrders(observer),
    ...findBreaches(books, told),
    ...(await reconcileBooks(direct)),
  ];
  return {
    options,
    books,
    told,
    faults,
    drained,
    settledMs: observer.settledMs(),
    recoveriesMs: faults.flatMap(({ at }) => observer.recoveryMs(at) ?? []),
    breaches,
  };
}

/** Faults overlap: each begins at its time, whatever the others are at. */
async function inflictAll(
  ground: Ground,
  schedule: readonly Fault[],
  seconds: number,
  log: (line: string) => void,
): Promise<InflictedFault[]> {
  const startedAt = Date.now();
  const since = () => ((Date.now() - startedAt) / 1_000).toFixed(1).padStart(6);
  const inflicted = schedule.map(async (fault) => {
    await sleep(fault.atMs);
    const at = Date.now();
    log(`${since()} s  ${describeFault(fault)}`);
    const outcome = await inflict(ground, fault).catch(
      (error: Error) => `failed: ${error.message}`,
    );
    if (outcome !== 'done') log(`${since()} s  ${describeFault(fault)}: ${outcome}`);
    return { fault, at, outcome };
  });
  await sleep(seconds * 1_000);
  return Promise.all(inflicted);
}

function stuckOrders(observer: Observer): string[] {
  const tooLong = observer.settledMs().filter((ms) => ms > openAtMostMs);
  return tooLong.map((ms) => `An order was open for ${Math.round(ms / 1_000)} s.`);
}
