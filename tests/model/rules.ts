/** What must hold of one order at every moment, when nothing moves any more, and in the long run. */
import type { LifeGraph } from './life-graph.js';
import { type Level, type Life, mayExpire } from './order-life.js';
import { moneyOf } from './provider.js';

const ended = ['REJECTED', 'CANCELLED', 'RETURNED'];
const sold = ['CONFIRMED', 'SHIPPED'];

/** Nothing is on its way and no timer runs. */
export function isQuiescent(life: Life): boolean {
  return (
    life.messages.length === 0 &&
    life.calls.length === 0 &&
    life.jobs.every(({ waiting, attempts }) => waiting === 0 && attempts.length === 0) &&
    !mayExpire(life) &&
    life.provider.status !== 'PENDING'
  );
}

/** Broken rules, in words. */
export function faultsOfLife(life: Life): string[] {
  return [...life.broken, ...everMoment(life), ...(isQuiescent(life) ? atRest(life) : [])];
}

function everMoment({ order, provider, reservation, moved }: Life): string[] {
  const { capturedMinor, refundedMinor } = order.payment;
  const asked = order.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const held = reservation?.status === 'RESERVED' ? unitsOf(reservation.lines) : 0;
  return broken({
    'money was taken twice': provider.captures > 1,
    'another amount than the total was taken':
      provider.captures > 0 && provider.amountMinor !== order.totalMinor,
    'more was paid back than was taken': moneyOf(provider) < 0,
    'the order says more was taken than was': capturedMinor > provider.captures * order.totalMinor,
    'the order says more was paid back than was': refundedMinor > paidBack(provider.refunds),
    'more refunds are promised than was taken': asked > capturedMinor,
    'an order is confirmed without its money':
      sold.includes(order.status) && capturedMinor !== order.totalMinor,
    'the ledger and the reservation differ about what is reserved': moved.reserved !== held,
  });
}

function atRest({ order, provider, reservation, moved }: Life): string[] {
  const isEnded = ended.includes(order.status);
  const isConfirmed = sold.includes(order.status);
  return broken({
    [`the order is stuck: ${order.status}`]: !isEnded && !isConfirmed,
    'an order that has ended holds money': isEnded && moneyOf(provider) > 0,
    'an order that has ended holds an authorisation': isEnded && provider.status === 'AUTHORISED',
    'an order that has ended holds stock':
      isEnded &&
      (moved.onHand !== 0 || moved.reserved !== 0 || reservation?.status === 'COMMITTED'),
    'a refund was never paid': order.refunds.some(({ isDone }) => !isDone),
    'order and provider differ about what was paid back':
      order.payment.refundedMinor !== paidBack(provider.refunds),
    'a confirmed order is not paid': isConfirmed && provider.status !== 'CAPTURED',
    'a confirmed order has no unit':
      isConfirmed && (reservation?.status !== 'COMMITTED' || moved.onHand !== -1),
  });
}

/** Broken rules of the stock of one unit, and of who has it. */
export function faultsOfStock({ onHand, reserved }: Level, lives: readonly Life[]): string[] {
  const count = (status: string) =>
    lives.filter(({ reservation }) => reservation?.status === status).length;
  if (
    onHand >= 0 &&
    reserved === count('RESERVED') &&
    onHand === 1 - count('COMMITTED') &&
    reserved <= onHand
  )
    return [];
  return broken({
    'less than nothing is on hand': onHand < 0,
    'more is reserved than is on hand': reserved > onHand,
    'the level and the reservations differ about what is reserved': reserved !== count('RESERVED'),
    'the level and the reservations differ about what is sold': onHand !== 1 - count('COMMITTED'),
    'the unit is sold twice': count('COMMITTED') > 1,
  });
}

/**
 * Every order comes to rest: there is no life that is not at rest and has nothing left to happen, and
 * no circle that could be gone round for ever. Waiting for a provider that has not answered is such a
 * circle, but one that ends: it answers.
 */
export function restlessness(graph: LifeGraph): string[] {
  const faults: string[] = [];
  // 0 not seen, 1 on the path that is being followed, 2 done.
  const seen = new Uint8Array(graph.size());
  const progress = (id: number) =>
    graph
      .allFrom(id)
      .filter(({ kind }) => kind === 'PROGRESS')
      .map(({ to }) => to);
  const waits = (id: number) => graph.life(id).provider.status === 'PENDING';
  for (let root = 0; root < graph.size(); root++) {
    if (progress(root).length === 0 && !isQuiescent(graph.life(root)) && graph.allFrom(root).length)
      faults.push(`nothing happens any more: ${JSON.stringify(graph.life(root))}`);
    if (seen[root] || waits(root)) continue;
    const path = [{ id: root, left: progress(root) }];
    seen[root] = 1;
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.left.pop();
      if (next === undefined) seen[path.pop()!.id] = 2;
      else if (seen[next] === 1) faults.push(`it goes round: ${JSON.stringify(graph.life(next))}`);
      else if (!seen[next] && !waits(next)) {
        seen[next] = 1;
        path.push({ id: next, left: progress(next) });
      }
    }
  }
  return faults;
}

const broken = (rules: Record<string, boolean>): string[] =>
  Object.keys(rules).filter((rule) => rules[rule]);

const paidBack = (refunds: Record<string, number>): number =>
  Object.values(refunds).reduce((sum, amount) => sum + amount, 0);

const unitsOf = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);
