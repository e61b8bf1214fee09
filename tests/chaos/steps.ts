/**
 * The exact moments at which a process can die with work half done, by the text that goes over the
 * wire at that moment. Taken from what the services really say; a step whose text no longer comes by
 * fails its test ("never came by"), so that a changed statement is noticed.
 */
import type { EdgeName, ServiceName } from './edges.js';
import type { TripWire } from './trip-wires.js';

export interface Step {
  process: ServiceName;
  edge: EdgeName;
  wire: Pick<TripWire, 'pattern' | 'moment' | 'towards'>;
}

/** A statement's text ends with a NUL; without it "COMMITTED" would do. */
const commitOf = (statement: string) => new RegExp(`${statement}[\\s\\S]*COMMIT\0`);
/** A job is added: on PostgreSQL by a function, on Redis by the script with nine keys. */
const publish =
  /add_flow|add_jobs_bulk|Adds a job to the queue|\$1\r\n9\r\n\$\d+\r\n[\w:-]+:wait\r\n/;
/** A job is done: on Redis by the script with fourteen keys. */
const acknowledge = /move_to_completed|Moves? job from active to a finished status|\$2\r\n14\r\n/;
const moveTo = (status: string) =>
  new RegExp(`UPDATE demo_provider_payments SET status = \\$1[\\s\\S]*${status}`);

const before = (pattern: RegExp) => ({ pattern, moment: 'before' as const });
const answered = (pattern: RegExp) => ({ pattern, moment: 'answered' as const });

const placing = { process: 'orders', edge: 'orders>database' } as const;
const saga = { process: 'orders-worker', edge: 'orders-worker>database' } as const;
const relay = { process: 'orders-worker', edge: 'orders-worker>broker' } as const;
const stock = { process: 'inventory-worker', edge: 'inventory-worker>database' } as const;
const stockRelay = { process: 'inventory-worker', edge: 'inventory-worker>broker' } as const;

const insertOrder = commitOf('INSERT INTO "public"."orders"');
const inbox = (subscriber: string) => commitOf(`INSERT INTO inbox[\\s\\S]*${subscriber}\\b`);
const confirming = commitOf('"status" = [\\s\\S]*CONFIRMED');

export const steps = {
  'orders, before an order is committed': { ...placing, wire: before(insertOrder) },
  'orders, an order committed and not answered': { ...placing, wire: answered(insertOrder) },
  'gateway, with the answer to an order in hand': {
    process: 'gateway',
    edge: 'gateway>orders',
    wire: { ...before(/PlaceOrderSuccess/), towards: 'client' },
  },
  'bff-web, with the answer to an order in hand': {
    process: 'bff-web',
    edge: 'bff-web>gateway',
    wire: { ...before(/PlaceOrderSuccess/), towards: 'client' },
  },

  'orders-worker, events read and not published': { ...relay, wire: before(publish) },
  'orders-worker, events published and not marked': { ...relay, wire: answered(publish) },
  'orders-worker, events marked and not committed': {
    ...saga,
    wire: before(commitOf('UPDATE outbox SET published_at')),
  },
  'inventory-worker, events published and not marked': { ...stockRelay, wire: answered(publish) },

  'inventory-worker, stock reserved and not committed': {
    ...stock,
    wire: before(commitOf('INSERT INTO inbox[\\s\\S]*RESERVED')),
  },
  'inventory-worker, stock reserved and not acknowledged': {
    ...stock,
    wire: answered(commitOf('INSERT INTO inbox[\\s\\S]*RESERVED')),
  },
  'inventory-worker, sale committed and not acknowledged': {
    ...stock,
    wire: answered(commitOf('INSERT INTO inbox[\\s\\S]*COMMITTED')),
  },
  'inventory-worker, a job acknowledged unheard': { ...stockRelay, wire: answered(acknowledge) },
  'inventory-worker, an expiry not committed': {
    ...stock,
    wire: before(commitOf('SET expires_at =')),
  },
  'inventory-worker, an expiry committed': {
    ...stock,
    wire: answered(commitOf('SET expires_at =')),
  },

  'orders-worker, a saga step not committed': { ...saga, wire: before(inbox('orders')) },
  'orders-worker, a saga step not acknowledged': { ...relay, wire: before(acknowledge) },
  'orders-worker, a payment opened and not authorised': {
    ...saga,
    wire: answered(/INSERT INTO demo_provider_payments/),
  },
  'orders-worker, between authorise and capture': { ...saga, wire: before(moveTo('CAPTURED')) },
  'orders-worker, between capture and record': { ...saga, wire: answered(moveTo('CAPTURED')) },
  'orders-worker, confirmed and not committed': { ...saga, wire: before(confirming) },
  'orders-worker, confirmed and not acknowledged': { ...saga, wire: answered(confirming) },
  'orders-worker, between refund and record': {
    ...saga,
    wire: answered(commitOf('INSERT INTO "public"."demo_provider_refunds"')),
  },
  'users-worker, a mail sent and not marked': {
    process: 'users-worker',
    edge: 'users-worker>database',
    wire: before(/UPDATE "public"."mails" SET [\s\S]*SENT/),
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;
export const stepNames = Object.keys(steps) as StepName[];
