/**
 * Everything that is about one order, wherever it is kept: its row, its reservation, what it moved in
 * stock, what the provider holds for it, and what is on its way. Lists are bags: their order means
 * nothing. Parts that come from `oneOf` must not be changed, only replaced.
 */
import { type EventName, type Subscriber, subscribersOf } from '@tributary/contracts';
import { anOrder, orderId } from '../../subgraphs/orders/test/builders.js';
import type { OrderState } from '../../subgraphs/orders/src/domain/order.js';
import type { Reservation } from '../../subgraphs/inventory/src/domain/reservation.js';
import { orderEvents } from '../../subgraphs/orders/src/domain/order-events.js';
import { numberOf, numbersOf, oneOf } from './one-of-each.js';
import { type Provider, type ProviderCall, unaskedProvider } from './provider.js';

export { orderId };

/** An event on its way to one queue. */
export interface Message {
  queue: Subscriber;
  name: EventName;
  payload: unknown;
}

/** What a running delivery was answered so far, by the database and by the provider. */
export type Attempt = readonly unknown[];

/** A message of orders-payment, whose work is done in several steps that anything can come between. */
export interface Job {
  event: Message;
  /** Deliveries still to be made. */
  waiting: number;
  attempts: Attempt[];
  /** The inbox row is there. */
  claimed: boolean;
}

/** The stock of the one SKU; of an order, what its movements in the ledger add up to. */
export interface Level {
  onHand: number;
  reserved: number;
}

export interface Life {
  order: OrderState;
  reservation: Reservation | null;
  moved: Level;
  provider: Provider;
  /** Not handled yet; one that was handled and comes again is absorbed by the inbox. */
  messages: Message[];
  jobs: Job[];
  /** Calls to the provider that nobody waits for any more and that may still arrive there. */
  calls: ProviderCall[];
  /** What people may still do, each once. */
  wishes: Wish[];
  /** How often the reservation was said to have run out. */
  expiries: number;
  /** How often something went wrong. */
  faults: number;
  /** What could not be handled at all. */
  broken: string[];
}

/** What people do at any moment, whether it is allowed then or not. */
export type Wish = 'the buyer cancels' | 'staff pay back a part' | 'staff ship';

/** How often a reservation is said to have run out: it can be at any moment, and again. */
export const expiriesMax = 1;

const services: readonly Subscriber[] = ['orders', 'inventory', 'orders-payment'];

/** An order of one unit, just placed. */
export function placedOrder(wishes: Wish[]): Life {
  const { lines, ...order } = anOrder({ totalMinor: 2 });
  const placed = oneOf({ ...order, lines: [{ ...lines[0]!, quantity: 1 }] });
  const life: Life = {
    order: placed,
    reservation: null,
    moved: oneOf({ onHand: 0, reserved: 0 }),
    provider: oneOf(unaskedProvider),
    messages: [],
    jobs: [],
    calls: [],
    wishes,
    expiries: 0,
    faults: 0,
    broken: [],
  };
  send(life, messagesOf([orderEvents.placed(placed)]));
  return life;
}

/** What becomes of events: a message for each queue of the saga that subscribes to them. */
export function messagesOf(events: readonly { name: string; payload: unknown }[]): Message[] {
  return events.flatMap(({ name, payload }) =>
    subscribersOf(name as EventName)
      .filter((queue) => services.includes(queue))
      .map((queue) => oneOf<Message>({ queue, name: name as EventName, payload })),
  );
}

/** Puts messages in flight. */
export function send(life: Life, messages: readonly Message[]): void {
  for (const message of messages)
    if (message.queue !== 'orders-payment') life.messages.push(message);
    else life.jobs.push({ event: message, waiting: 1, attempts: [], claimed: false });
}

/** Whether time can still do something: what is set aside and not answered for runs out. */
export const mayExpire = ({ reservation, expiries }: Life): boolean =>
  reservation?.status === 'RESERVED' && expiries < expiriesMax;

/** A copy to change. */
export const draftOf = (life: Life): Life => ({
  ...life,
  messages: [...life.messages],
  jobs: life.jobs.map((job) => ({ ...job, attempts: [...job.attempts] })),
  calls: [...life.calls],
  wishes: [...life.wishes],
  broken: [...life.broken],
});

/** The same text for the same life. */
export function keyOf(life: Life): string {
  const { order, reservation, moved, provider, messages, jobs, calls, wishes } = life;
  const parts = [order, reservation, moved, provider].map(numberOf).join();
  const bags = `${numbersOf(messages)};${jobs.map(jobKey).sort().join()};${numbersOf(calls)}`;
  const counts = `${life.expiries};${life.faults}`;
  return `${parts};${bags};${wishes.join()};${counts};${life.broken.join()}`;
}

const jobKey = ({ event, waiting, attempts, claimed }: Job): string =>
  `${numberOf(event)}:${waiting}:${claimed ? 1 : 0}:${numbersOf(attempts)}`;
