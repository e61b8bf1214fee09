/**
 * Which events were applied by whom. A subscriber's inbox says so, with the exceptions listed here:
 * work that does not always claim the inbox, because its outcome stands elsewhere.
 */
import { type EventName, type Subscriber, subscribers, subscribersOf } from '@tributary/contracts';
import type { Snapshot } from './snapshot.js';
import type { ServiceName, Sources } from './sources.js';

export interface Delivery {
  event: OutboxRow;
  /** Whose outbox it is in. */
  source: ServiceName;
  subscriber: Subscriber;
}

export interface OutboxRow {
  id: string;
  name: string;
  key: string;
  /** Null while the relay has not published it. */
  publishedSeconds: number | null;
  /** Since it occurred. */
  ageSeconds: number;
}

/** The service whose database holds the subscriber's inbox. */
export const serviceOf = (subscriber: string) => subscriber.split('-')[0] as ServiceName;

/** An order that does not await its payment any more is left alone, without a word. */
const awaitingPayment = `
  SELECT id::text AS key FROM orders
  WHERE id = ANY ($1::uuid[]) AND status = 'AWAITING_PAYMENT'`;

/**
 * Events that a subscriber may have finished with without an inbox row: each statement answers the
 * keys, of those in $1, whose work is still to be done.
 */
const unclaimed: Partial<Record<`${EventName} ${Subscriber}`, string>> = {
  // Sending marks the mail. A mail that was deleted with its account needs no sending.
  'MailQueued users-mail': `
    SELECT id::text AS key FROM mails WHERE id = ANY ($1::uuid[]) AND status = 'QUEUED'`,
  // A push leaves no trace: one that cannot be sent is dropped.
  'PushQueued users-push': `SELECT key FROM unnest($1::text[]) AS key WHERE false`,
  'CatalogueImportRequested inventory': `
    SELECT id::text AS key FROM catalogue_imports
    WHERE id = ANY ($1::uuid[]) AND status IN ('QUEUED', 'RUNNING')`,
  'PaymentNotified orders-payment': awaitingPayment,
  'PaymentRequested orders-payment': awaitingPayment,
};

const select = `
  SELECT id, name, key, extract(epoch FROM now() - published_at)::float8 AS "publishedSeconds",
    extract(epoch FROM now() - occurred_at)::float8 AS "ageSeconds"
  FROM outbox`;

export const streamOutbox = (source: Snapshot) => source.pages<OutboxRow>(`${select} ORDER BY id`);

/** Only what may still be on its way: unpublished, or published within `seconds`. */
export const streamRecentOutbox = (source: Snapshot, seconds: number) =>
  source.pages<OutboxRow>(
    `${select} WHERE published_at IS NULL OR published_at > now() - make_interval(secs => $1)`,
    [seconds],
  );

export const findInOutbox = (source: Snapshot, ids: readonly string[]) =>
  source.rows<OutboxRow>(`${select} WHERE id = ANY ($1::uuid[])`, [ids]);

/** The deliveries of these events that were not applied, and how many there are to look at in all. */
export async function openDeliveries(
  { databases }: Sources,
  source: ServiceName,
  events: readonly OutboxRow[],
): Promise<{ examined: number; open: Delivery[] }> {
  const routes = events.flatMap((event) =>
    subscribersOf(event.name as EventName).map((subscriber) => ({ event, subscriber })),
  );
  let examined = 0;
  const open: Delivery[] = [];
  for (const subscriber of subscribers) {
    const routed = routes.flatMap((route) => (route.subscriber === subscriber ? route.event : []));
    if (routed.length === 0 || !databases[serviceOf(subscriber)]) continue;
    examined += routed.length;
    const missing = await notApplied(databases[serviceOf(subscriber)]!, subscriber, routed);
    open.push(...missing.map((event) => ({ event, source, subscriber })));
  }
  return { examined, open };
}

async function notApplied(
  inbox: Snapshot,
  subscriber: Subscriber,
  events: readonly OutboxRow[],
): Promise<OutboxRow[]> {
  const applied = await inbox.rows<{ id: string }>(
    'SELECT event_id AS id FROM inbox WHERE subscriber = $1 AND event_id = ANY ($2::uuid[])',
    [subscriber, events.map(({ id }) => id)],
  );
  const done = new Set(applied.map(({ id }) => id));
  const missing: OutboxRow[] = [];
  for (const name of new Set(events.map((event) => event.name))) {
    const some = events.filter((event) => event.name === name && !done.has(event.id));
    const sql = unclaimed[`${name as EventName} ${subscriber}`];
    if (some.length === 0) continue;
    missing.push(...(sql ? await stillToDo(inbox, sql, some) : some));
  }
  return missing;
}

async function stillToDo(database: Snapshot, sql: string, events: readonly OutboxRow[]) {
  const keys = events.map(({ key }) => key);
  const todo = new Set((await database.rows<{ key: string }>(sql, [keys])).map(({ key }) => key));
  return events.filter(({ key }) => todo.has(key));
}
