/**
 * What must be true of one order once everything has settled, by the state it is in: where its money
 * is, and what it did to the stock. Written from the promise, without a look at the services' code.
 */
import type { BookedOrder, BookedPayment, BookedReservation, OrderMovement } from './books.js';

export interface OrderFacts {
  order: BookedOrder;
  payment: BookedPayment | undefined;
  reservation: BookedReservation | undefined;
  movements: readonly OrderMovement[];
}

/** Sold, and not taken back. */
export const soldStatuses = ['CONFIRMED', 'SHIPPED', 'DELIVERED'];
export const endedStatuses = ['REJECTED', 'CANCELLED', 'RETURNED'];

/** Reasons why the order's money is not where it should be; empty when it is. */
export function moneyBreaches({ order, payment }: OrderFacts): string[] {
  const breaches: string[] = [];
  const check = (isTrue: boolean, text: string) => void (isTrue || breaches.push(text));
  const paidBack = sum(order.refunds.map(({ amount }) => amount));
  const captured = payment?.status === 'CAPTURED' ? payment.amount : 0;
  const refunded = payment?.refunded ?? 0;
  check(
    order.refunds.every(({ status }) => status === 'DONE'),
    'a refund was promised and not paid',
  );
  check(order.captured === captured, `captured ${order.captured}, the provider took ${captured}`);
  check(order.refunded === refunded, `refunded ${order.refunded}, the provider paid ${refunded}`);
  check(paidBack === refunded, `refunds of ${paidBack}, the provider paid ${refunded}`);
  check((payment?.refundSum ?? 0) === refunded, 'the provider’s refunds do not add up');
  check(refunded <= captured, `paid back ${refunded} of ${captured}`);
  check(!['NEW', 'PENDING', 'AUTHORISED'].includes(payment?.status ?? ''), 'money is still held');
  if (soldStatuses.includes(order.status))
    check(captured === order.total, `captured ${captured} of ${order.total}`);
  else check(captured === refunded, `ended, and ${captured - refunded} were kept`);
  if (order.status === 'REJECTED') check(captured === 0, 'rejected, and money was taken');
  return breaches;
}

/** Reasons why the order holds other stock than it should; empty when it does not. */
export function stockBreaches({ order, reservation, movements }: OrderFacts): string[] {
  const { status } = order;
  const held = reservation?.status ?? 'none';
  const allowed = allowedReservations(status);
  const breaches = allowed.includes(held) ? [] : [`${status}, and its reservation is ${held}`];
  const isSold = soldStatuses.includes(status);
  if (isSold && !sameLines(reservation?.lines ?? [], order.lines))
    breaches.push('its reservation has other lines than it');
  const bought = linesBySku(order.lines);
  for (const sku of new Set([...bought.keys(), ...movements.map((movement) => movement.sku)])) {
    const { onHand = 0, reserved = 0 } = movements.find((movement) => movement.sku === sku) ?? {};
    const sold = -(bought.get(sku) ?? 0);
    // Goods that came back are on the shelf again, or were written off.
    const right = isSold ? [sold] : status === 'RETURNED' ? [0, sold] : [0];
    if (reserved !== 0) breaches.push(`${reserved} of ${sku} are still reserved`);
    if (!right.includes(onHand))
      breaches.push(`moved ${onHand} of ${sku} instead of ${right.join(' or ')}`);
  }
  return breaches;
}

function allowedReservations(status: string): string[] {
  if (soldStatuses.includes(status)) return ['COMMITTED'];
  if (status === 'REJECTED') return ['REJECTED'];
  return status === 'CANCELLED' ? ['RELEASED', 'RETURNED'] : ['RETURNED'];
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

function linesBySku(lines: BookedOrder['lines']): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}

function sameLines(some: BookedOrder['lines'], others: BookedOrder['lines']): boolean {
  const text = (lines: BookedOrder['lines']) => JSON.stringify([...linesBySku(lines)].sort());
  return text(some) === text(others);
}
