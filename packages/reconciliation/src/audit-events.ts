/**
 * One pass over all outboxes: what was stated must have been applied by everybody who is to hear it.
 * What was not, yet, is in motion; it is a breach when so much time has passed that it must be lost,
 * or when nothing ought to be on its way any more (`strict`).
 */
import {
  type Delivery,
  findInOutbox,
  openDeliveries,
  type OutboxRow,
  streamOutbox,
} from './deliveries.js';
import type { Limits } from './check.js';
import type { Run } from './run.js';
import type { ServiceName, Sources } from './sources.js';

export const eventsApplied = {
  name: 'events-applied',
  says: 'Each event was applied by everybody who is to hear it.',
  remedy: 'npm run jobs -- republish --since <time>; inboxes absorb what was applied.',
};

/** Deliveries that one round looks up again; more than these are breaches without a second look. */
const suspectsMax = 10_000;

/** By `source`, ids of events that seem to be lost. */
export type EventSuspects = Map<ServiceName, Set<string>>;

export async function auditEvents(run: Run): Promise<EventSuspects> {
  const { sources, tally, progress, signal } = run;
  const suspects: EventSuspects = new Map();
  const report = tally.of(eventsApplied);
  let [done, count] = [0, 0];
  for (const [source, snapshot] of sourcesOf(sources)) {
    const ids = new Set<string>();
    suspects.set(source, ids);
    for await (const page of streamOutbox(snapshot)) {
      signal?.throwIfAborted();
      const { examined, open } = await openDeliveries(sources, source, page);
      report.examined += examined;
      for (const delivery of open) {
        if (!seemsLost(delivery.event, run.limits)) report.inMotion += 1;
        else if (ids.has(delivery.event.id)) continue;
        else if ((count += 1) <= suspectsMax) ids.add(delivery.event.id);
        else addLost(run, delivery, new Set());
      }
      progress('events', (done += page.length));
    }
  }
  return suspects;
}

export const sourcesOf = ({ databases }: Sources) =>
  Object.entries(databases) as [ServiceName, NonNullable<Sources['databases'][ServiceName]>][];

function seemsLost({ publishedSeconds, ageSeconds }: OutboxRow, limits: Limits): boolean {
  return limits.strict || (publishedSeconds ?? ageSeconds) > limits.stuckSeconds;
}

/** Of these events, the deliveries that are still not applied. */
export async function findOpen(sources: Sources, suspects: EventSuspects): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for (const [source, ids] of suspects) {
    const snapshot = sources.databases[source];
    if (!snapshot || ids.size === 0) continue;
    const { open } = await openDeliveries(sources, source, await findInOutbox(snapshot, [...ids]));
    found.push(...open);
  }
  return found;
}

/** @param deadIds events that wait among the dead letters */
export function addLost(run: Run, { event, subscriber }: Delivery, deadIds: Set<string>): void {
  const { id, name, publishedSeconds } = event;
  const isDead = deadIds.has(id);
  const found = isDead
    ? 'a dead letter'
    : publishedSeconds === null
      ? 'unpublished: is the relay up, and the broker?'
      : `published ${Math.round(publishedSeconds)} s ago and not applied`;
  const remedy = isDead ? `npm run jobs -- replay ${id}` : eventsApplied.remedy;
  run.tally.add(
    eventsApplied,
    { subject: name, id, remedy },
    { expected: `applied by ${subscriber}`, found },
  );
}
