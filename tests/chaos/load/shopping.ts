/** One visit of one shopper: fill the cart, order until there is an answer, perhaps think again. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.js';
import { untilAnswered } from './ask.js';
import type { Placement, ShopFront } from './shop-front.js';
import { accept, refuse, type Told } from './told.js';

export interface Visit {
  front: ShopFront;
  told: Told;
  random: Random;
  /** The few variants that everybody wants. */
  skus: readonly string[];
  giveUp: AbortSignal;
  /** Called with each accepted order. */
  onOrder: (orderId: string, front: ShopFront) => void;
}

/** Answers when the shopper is free for another visit. */
export async function visit(visit: Visit): Promise<void> {
  const { front, told, random, skus, giveUp, onOrder } = visit;
  const [sku, quantity] = [random.pick(skus), random.chance(0.25) ? 2 : 1];
  const [token, changesMind, asksTwice] = [
    chooseToken(random),
    random.chance(0.15),
    random.chance(0.1),
  ];
  const thinksMs = random.between(0, 2_000);
  await untilAnswered(() => front.fillCart(sku, quantity), giveUp);
  if (giveUp.aborted) return;
  const key = randomUUID();
  told.asked.set(key, front.buyerId ?? '');
  const placement = await untilAnswered(() => front.place(key, token), giveUp);
  if (!placement) return;
  note(told, key, placement);
  if (placement.kind !== 'PLACED') return;
  onOrder(placement.orderId, front);
  if (asksTwice) {
    const again = await untilAnswered(() => front.place(key, token), giveUp);
    if (again) note(told, key, again);
  }
  if (!changesMind) return;
  await sleep(thinksMs, undefined, { signal: giveUp }).catch(() => undefined);
  await untilAnswered(() => front.cancel(placement.orderId), giveUp);
}

function note(told: Told, key: string, placement: Placement): void {
  if (placement.kind === 'PLACED') return accept(told, key, placement.orderId);
  refuse(told, key);
  if (placement.kind === 'EMPTY_CART')
    told.violations.push(`Key ${key} found an empty cart that had been filled.`);
  if (placement.kind === 'OUT_OF_STOCK')
    for (const { sku, requested, available } of placement.shortages)
      if (available >= requested)
        told.violations.push(`${sku} was short with ${available} for ${requested}.`);
}

function chooseToken(random: Random): string {
  const chance = random.next();
  if (chance < 0.1) return 'tok_declined';
  if (chance < 0.18) return 'tok_flaky';
  return chance < 0.26 ? 'tok_timeout' : 'tok_ok';
}
