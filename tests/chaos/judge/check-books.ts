/**
 * The suite's own judge, apart from `npm run reconcile` and written without it: two that must agree.
 * Says what is wrong with books in which nothing is under way any more.
 */
import { type Subscriber, subscribersOf, type EventName } from '@tributary/contracts';
import type { Told } from '../load/told.js';
import type { BookedLevel, Books, OrderMovement } from './books.js';
import { endedStatuses, moneyBreaches, soldStatuses, stockBreaches } from './money-and-stock.js';

/** One line per breach; none when stock, money, orders and events add up. */
export function findBreaches(books: Books, told?: Told): string[] {
  return [
    ...orderBreaches(books),
    ...strayBreaches(books),
    ...books.levels.flatMap((level) => levelBreaches(level)),
    ...eventBreaches(books),
    ...(told ? toldBreaches(books, told) : []),
  ];
}

function orderBreaches({ orders, payments, reservations, movements }: Books): string[] {
  const paymentOf = new Map(payments.map((payment) => [payment.orderId, payment]));
  const reservationOf = new Map(reservations.map((row) => [row.orderId, row]));
  const movementsOf = new Map<string, OrderMovement[]>();
  for (const movement of movements)
    movementsOf.set(movement.orderId, [...(movementsOf.get(movement.orderId) ?? []), movement]);
  return orders.flatMap((order) => {
    if (![...soldStatuses, ...endedStatuses].includes(order.status))
      return [`Order ${order.id} is still ${order.status}.`];
    const facts = {
      order,
      payment: paymentOf.get(order.id),
      reservation: reservationOf.get(order.id),
      movements: movementsOf.get(order.id) ?? [],
    };
    return [...moneyBreaches(facts), ...stockBreaches(facts)].map(
      (breach) => `Order ${order.id} (${order.status}): ${breach}.`,
    );
  });
}

/** Money and stock that belong to no order. */
function strayBreaches({ orders, payments, reservations, movements }: Books): string[] {
  const ids = new Set(orders.map(({ id }) => id));
  const strays = (rows: readonly { orderId: string }[], what: string) =>
    rows
      .filter(({ orderId }) => !ids.has(orderId))
      .map(({ orderId }) => `${what} of ${orderId}, which is no order.`);
  return [
    ...strays(payments, 'A payment'),
    ...strays(reservations, 'A reservation'),
    ...strays(movements, 'A movement'),
  ];
}

function levelBreaches(level: BookedLevel): string[] {
  const { sku, onHand, reserved, ledgerOnHand, ledgerReserved } = level;
  const breaches: string[] = [];
  if (onHand !== ledgerOnHand || reserved !== ledgerReserved)
    breaches.push(
      `${sku} has ${onHand}/${reserved}, its ledger says ${ledgerOnHand}/${ledgerReserved}.`,
    );
  if (onHand < 0 || reserved < 0 || reserved > onHand)
    breaches.push(`${sku} has ${onHand} units with ${reserved} reserved.`);
  return breaches;
}

/** Not claimed by design: the work is done, or was pointless, without a trace in the inbox. */
const unclaimed = new Set<string>([
  'users-mail MailQueued',
  'users-push PushQueued',
  'orders-payment PaymentRequested',
  'orders-payment PaymentNotified',
]);

/** An event that a subscriber never applied is a lost one. */
function eventBreaches({ unpublished, events, applied }: Books): string[] {
  const waiting = Object.entries(unpublished)
    .filter(([, rows]) => rows > 0)
    .map(([name, rows]) => `${rows} events of ${name} were not published.`);
  const isLost = (subscriber: Subscriber, event: Books['events'][number]) =>
    !unclaimed.has(`${subscriber} ${event.name}`) && !applied.has(`${subscriber} ${event.id}`);
  const lost = events.flatMap((event) =>
    subscribersOf(event.name as EventName)
      .filter((subscriber) => isLost(subscriber, event))
      .map((subscriber) => `${subscriber} never applied ${event.name} ${event.id}.`),
  );
  return [...waiting, ...lost];
}

/** The clients' word against the books. */
function toldBreaches({ orders, levels }: Books, told: Told): string[] {
  const byKey = new Map(orders.map((order) => [order.key, order]));
  const breaches = [...told.violations];
  for (const [key, orderId] of told.accepted)
    if (byKey.get(key)?.id !== orderId)
      breaches.push(`Order ${orderId} was accepted (key ${key}) and does not exist.`);
  for (const key of told.refused)
    if (byKey.has(key))
      breaches.push(`Key ${key} was refused and has order ${byKey.get(key)!.id}.`);
  for (const order of orders) {
    const buyer = told.asked.get(order.key);
    if (buyer === undefined) breaches.push(`Order ${order.id} was asked for by nobody.`);
    else if (buyer !== '' && buyer !== order.buyerId)
      breaches.push(`Order ${order.id} is somebody else’s.`);
  }
  for (const { sku, received } of levels)
    if (received !== (told.received.get(sku) ?? 0))
      breaches.push(`${told.received.get(sku) ?? 0} of ${sku} were booked in, not ${received}.`);
  return breaches;
}
