/** One order in flight, a process killed at one exact moment of its life, and the process back again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccounts } from './accounts.js';
import { releaseMails } from './drain.js';
import type { Ground } from './ground.js';
import { untilAnswered } from './load/ask.js';
import { gatewayFront, type ShopFront, webFront } from './load/shop-front.js';
import { accept, type Told } from './load/told.js';
import { concernsOrder, untilOrder } from './order-watch.js';
import { type Step, type StepName, steps } from './steps.js';

/** How an order has to go so that it comes by the step, and how it must end. */
export interface StepPlan {
  /** `cancelled`: after it was confirmed. `expired`: its reservation runs out while it is being paid. */
  course: 'paid' | 'cancelled' | 'expired';
  front: 'gateway' | 'web';
}

/** Answers the order's key when the process was killed at the step and runs again. */
export async function killAtStep(
  ground: Ground,
  told: Told,
  sku: string,
  name: StepName,
): Promise<string> {
  const step: Step = steps[name];
  const { course, front: at } = planOf(name);
  const giveUp = AbortSignal.timeout(tripTimeoutMs);
  const front =
    at === 'web' ? await webFront(ground.urls.web, told) : await openFront(ground, told);
  await untilAnswered(() => front.fillCart(sku, 1), giveUp);
  const key = randomUUID();
  told.asked.set(key, front.buyerId ?? '');
  if (course === 'paid') {
    const tripped = killWhenItComes(ground, step, name, key);
    await Promise.all([tripped, place(front, told, key, 'tok_ok', giveUp)]);
  } else {
    await place(front, told, key, course === 'expired' ? 'tok_timeout' : 'tok_ok', giveUp);
    const wanted = course === 'expired' ? 'AWAITING_PAYMENT' : 'CONFIRMED';
    const isThere = ({ status }: { status: string }) => status === wanted;
    const { id } = await untilOrder(ground.databases, key, isThere, tripTimeoutMs);
    const tripped = killWhenItComes(ground, step, name, key);
    if (course === 'cancelled') await untilAnswered(() => front.cancel(id), giveUp);
    else await expire(ground, id);
    await tripped;
  }
  return key;
}

const tripTimeoutMs = 120_000;

function planOf(name: StepName): StepPlan {
  const course = name.includes('refund')
    ? 'cancelled'
    : name.includes('expiry')
      ? 'expired'
      : 'paid';
  return { course, front: name.startsWith('bff-web') ? 'web' : 'gateway' };
}

/** How an order that died at this step must end. */
export const endOf = (name: StepName): string =>
  planOf(name).course === 'paid' ? 'CONFIRMED' : 'CANCELLED';

async function openFront({ databases, env, urls }: Ground, told: Told): Promise<ShopFront> {
  const [account] = await openAccounts(databases, env, 1);
  return gatewayFront(urls.gateway, account!, told);
}

async function place(
  front: ShopFront,
  told: Told,
  key: string,
  token: string,
  giveUp: AbortSignal,
): Promise<void> {
  const placement = await untilAnswered(() => front.place(key, token), giveUp);
  if (placement?.kind !== 'PLACED')
    throw new Error(`The order was not placed: ${placement?.kind}.`);
  accept(told, key, placement.orderId);
}

/** @throws Error when no work came by the step: then its text has changed */
async function killWhenItComes(ground: Ground, step: Step, name: StepName, key: string) {
  const service = ground.services[step.process];
  const { tripped, disarm } = ground.edges.proxies[step.edge].arm({
    ...step.wire,
    concerns: concernsOrder(ground, key),
    action: () => service.kill(),
  });
  const came = await Promise.race([tripped.then(() => true), sleep(tripTimeoutMs, false)]);
  disarm();
  if (!came) throw new Error(`Nothing came by the step "${name}".`);
  service.start();
  await service.ready(60_000);
  await releaseMails(ground);
}

/** As if the reservation's time were over. */
async function expire({ databases }: Ground, orderId: string): Promise<void> {
  const sql = `UPDATE reservations SET expires_at = now() - interval '1 s' WHERE order_id = $1 AND status = 'RESERVED' RETURNING 1`;
  if ((await databases.query('inventory', sql, [orderId])).length === 0)
    throw new Error('There is no reservation to expire.');
}
