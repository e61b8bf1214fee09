/**
 * Looks again at what was suspect, until it has settled. The databases are read at slightly different
 * moments and the system goes on meanwhile, so a disagreement is a breach only when it stays and nothing
 * explains it: no event is on its way to the order, and no saga is within its time. What an order says
 * and its outbox are of one snapshot, and so are an effect and its inbox row: they do not miss each other.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { addLost, type EventSuspects, findOpen } from './audit-events.js';
import { activeOrderChecks, findFacts, subjectOf } from './audit-orders.js';
import type { Finding, OrderCheck, OrderFacts } from './check.js';
import { isUnderway } from './checks/states.js';
import type { Delivery } from './deliveries.js';
import { ordersInFlight } from './in-flight.js';
import type { Run } from './run.js';
import type { Sources } from './sources.js';

const chunkSize = 500;

export interface SettleOptions {
  settleMs: number;
  rounds: number;
  /** Fresh snapshots: the first ones still show the past. */
  reopen: () => Promise<Sources>;
  deadIds: Set<string>;
}

interface Suspicion {
  facts: OrderFacts;
  findings: { check: OrderCheck; finding: Finding }[];
  isExplained: boolean;
}

/** Adds what is left to the tally; answers the number of rounds it took. */
export async function settle(
  run: Run,
  orders: ReadonlySet<string>,
  events: EventSuspects,
  options: SettleOptions,
): Promise<number> {
  let look: Look = { suspicions: [], deliveries: [] };
  let open = { orders, events };
  let unexplained: ReadonlySet<string> = new Set();
  /** One look can still fall between two snapshots: it takes two in a row. */
  let firm: ReadonlySet<string> = new Set();
  let round = 0;
  while (round < options.rounds && isOpen(open)) {
    run.progress('suspects', round, options.rounds);
    await pause(options.settleMs, undefined, { signal: run.signal });
    round += 1;
    look = await lookAgain(run, open, options.reopen);
    const now = look.suspicions.flatMap((one) => (one.isExplained ? [] : one.facts.id));
    const before = unexplained;
    firm = new Set(options.rounds === 1 ? now : now.filter((id) => before.has(id)));
    const nothingMoved = look.deliveries.length === countIds(open.events);
    unexplained = new Set(now);
    open = { orders: idsOf(look.suspicions), events: toSuspects(look.deliveries) };
    if (round > 1 && firm.size === open.orders.size && nothingMoved) break;
  }
  for (const delivery of look.deliveries) addLost(run, delivery, options.deadIds);
  for (const suspicion of look.suspicions) conclude(run, suspicion, firm.has(suspicion.facts.id));
  return round;
}

interface Look {
  suspicions: Suspicion[];
  deliveries: Delivery[];
}

interface Open {
  orders: ReadonlySet<string>;
  events: EventSuspects;
}

const isOpen = ({ orders, events }: Open) => orders.size > 0 || countIds(events) > 0;

const idsOf = (suspicions: readonly Suspicion[]) =>
  new Set(suspicions.map(({ facts }) => facts.id));

async function lookAgain(
  run: Run,
  { orders, events }: Open,
  reopen: () => Promise<Sources>,
): Promise<Look> {
  const sources = await reopen();
  try {
    const deliveries = await findOpen(sources, events);
    return { deliveries, suspicions: await stillSuspect({ ...run, sources }, orders) };
  } finally {
    await sources.close();
  }
}

const countIds = (suspects: EventSuspects) =>
  [...suspects.values()].reduce((sum, { size }) => sum + size, 0);

function toSuspects(deliveries: readonly Delivery[]): EventSuspects {
  const suspects: EventSuspects = new Map();
  for (const { source, event } of deliveries)
    suspects.set(source, (suspects.get(source) ?? new Set()).add(event.id));
  return suspects;
}

/** Those of the orders that still disagree, and whether something explains it. */
async function stillSuspect(run: Run, ids: ReadonlySet<string>): Promise<Suspicion[]> {
  if (ids.size === 0) return [];
  const { sources, limits } = run;
  const inFlight = await ordersInFlight(sources, ids, limits.stuckSeconds);
  const checks = activeOrderChecks(run).filter(({ isAtomic }) => !isAtomic);
  const suspicions: Suspicion[] = [];
  const all = [...ids];
  for (let start = 0; start < all.length; start += chunkSize)
    for (const facts of await findFacts(sources, all.slice(start, start + chunkSize))) {
      run.signal?.throwIfAborted();
      const findings = checks.flatMap((check) => {
        const finding = check.inspect(facts, limits);
        return finding && !finding.isNotice ? [{ check, finding }] : [];
      });
      if (findings.length === 0) continue;
      const isYoung =
        facts.order && isUnderway(facts.order) && facts.order.ageSeconds <= limits.timeoutSeconds;
      const isExplained = Boolean(isYoung) || inFlight.has(facts.id);
      suspicions.push({ facts, findings, isExplained });
    }
  return suspicions;
}

function conclude({ tally }: Run, { facts, findings }: Suspicion, isFirm: boolean): void {
  for (const { check, finding } of findings)
    if (isFirm) tally.add(check, subjectOf(facts, check), finding);
    else tally.of(check).inMotion += 1;
}
