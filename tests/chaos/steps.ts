/**
 * The exact moments at which a process can die with work half done, by the text that goes over the
 * wire at that moment. Taken from what the services really say; a step whose text no longer comes by
 * fails its test ("never came by"), so that a changed statement is noticed.
 */
import type { EventName } from '@tributary/contracts';
import type { EdgeName, ServiceName } from './edges.js';
import type { TripWire } from './trip-wires.js';

export interface Step {
  process: ServiceName;
  edge: EdgeName;
  wire: Pick<TripWire, 'pattern' | 'moment' | 'towards'>;
}

/** A statement's text ends with a NUL; without it "COMMITTED" would do. */
const commitOf = (text: string) => new RegExp(`${text}[\\s\\S]*COMMIT\0`);
/** The transaction that states an event: its outbox row names it, whatever the statement looks like. */
const commitWith = (event: EventName) => commitOf(`"name":"${event}"`);
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

const inbox = (subscriber: string) => commitOf(`INSERT INTO inbox[\\s\\S]*${subscriber}\\b`);

export const steps = {
  'orders, before an order is committed': { ...placing, wire: before(commitWith('OrderPlaced')) },
  'orders, an order committed and not answered': {
    ...placing,
    wire: answered(commitWith('OrderPlaced')),
  },
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
    wire: before(commitWith('StockReserved')),
  },
  'inventory-worker, stock reserved and not acknowledged': {
    ...stock,
    wire: answered(commitWith('StockReserved')),
  },
  'inventory-worker, sale committed and not acknowledged': {
    ...stock,
    wire: answered(commitOf('INSERT INTO inbox[\\s\\S]*COMMITTED')),
  },
  'inventory-worker, a job acknowledged unheard': { ...stockRelay, wire: answered(acknowledge) },
  'inventory-worker, an expiry not committed': {
    ...stock,
    wire: before(commitWith('ReservationExpired')),
  },
  'inventory-worker, an expiry committed': {
    ...stock,
    wire: answered(commitWith('ReservationExpired')),
  },

  'orders-worker, a saga step not committed': { ...saga, wire: before(inbox('orders')) },
  'orders-worker, a saga step not acknowledged': { ...relay, wire: before(acknowledge) },
  'orders-worker, a payment authorised and not heard of': {
    ...saga,
    wire: answered(/INSERT INTO demo_provider_payments/),
  },
  'orders-worker, between authorise and capture': { ...saga, wire: before(moveTo('CAPTURED')) },
  'orders-worker, between capture and record': { ...saga, wire: answered(moveTo('CAPTURED')) },
  'orders-worker, confirmed and not committed': {
    ...saga,
    wire: before(commitWith('OrderConfirmed')),
  },
  'orders-worker, confirmed and not acknowledged': {
    ...saga,
    wire: answered(commitWith('OrderConfirmed')),
  },
  'orders-worker, between refund and record': {
    ...saga,
    wire: answered(commitOf('INSERT INTO \\S*demo_provider_refunds')),
  },
  'users-worker, a mail sent and not marked': {
    process: 'users-worker',
    edge: 'users-worker>database',
    wire: before(/UPDATE \S*mails"? SET [^]*status\W+= [^]*SENT/),
  },
} as const satisfies Record<string, Step>;

export type StepName = keyof typeof steps;
export const stepNames = Object.keys(steps) as StepName[];
