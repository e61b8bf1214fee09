/**
 * A bounded number of shoppers and staff on few, scarce variants. It goes on through every fault, and
 * at the end it insists on an answer to everything it has asked.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../accounts.js';
import type { Random } from '../random.js';
import { type Ask, createAsk, NoAnswer } from './ask.js';
import { gatewayFront, type ShopFront, webFront } from './shop-front.js';
import { visit } from './shopping.js';
import { createStaff, type Staff } from './staff.js';
import type { Told } from './told.js';

export interface LoadOptions {
  urls: { gateway: string; web: string };
  buyers: readonly Account[];
  staff: Account;
  /** Shoppers who come through bff-web. */
  browsers: number;
  ordersPerSecond: number;
  told: Told;
  random: Random;
}

export interface Load {
  /** Nobody comes any more; resolves when everybody has an answer. @throws Error after `timeoutMs` */
  finish(timeoutMs: number): Promise<void>;
}

/** Visits under way: on a slow machine fewer orders are placed, instead of all of them late. */
const visitsAtOnce = 10;
const variants = 6;
const openingUnits = 12;
/** Booked in when so few are left, so that shoppers meet both a full and an empty shelf. */
const [lowUnits, deliveredUnits] = [2, 6];
const fulfilledShare = 0.5;
const fulfilledAtOnce = 4;

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { urls, buyers, told, random, ordersPerSecond } = options;
  const giveUp = new AbortController();
  // Everybody who waits listens to it.
  setMaxListeners(0, giveUp.signal);
  const ask = createAsk(
    urls.gateway,
    { authorization: `Bearer ${options.staff.accessToken}` },
    told,
  );
  const staff = createStaff(ask, told, random, giveUp.signal);
  const skus = await openShop(staff);
  const idle: ShopFront[] = buyers.map((account) => gatewayFront(urls.gateway, account, told));
  for (let at = 0; at < options.browsers; at++) idle.push(await webFront(urls.web, told));
  const owners = new Map<string, ShopFront>();
  const running = new Set<Promise<unknown>>();
  let stopping = false;
  let visits = 0;

  const track = (work: Promise<unknown>) => {
    const tracked = work
      .catch((error: Error) => told.violations.push(`The load failed: ${error.stack}`))
      .finally(() => running.delete(tracked));
    running.add(tracked);
  };
  const every = async (everyMs: number, work: () => unknown) => {
    for (; !stopping; await sleep(everyMs)) await work();
  };
  const onOrder = (orderId: string, front: ShopFront) => {
    if (random.chance(fulfilledShare)) owners.set(orderId, front);
  };
  const sendShopper = () => {
    if (visits >= visitsAtOnce) return;
    const front = idle.shift()!;
    visits += 1;
    const shopping = visit({ front, told, random, skus, giveUp: giveUp.signal, onOrder });
    track(
      shopping.finally(() => {
        visits -= 1;
        idle.push(front);
      }),
    );
  };

  track(every(1_000 / ordersPerSecond, sendShopper));
  track(every(600, () => patiently(() => restock(staff, skus))));
  track(every(500, () => patiently(() => fulfilConfirmed(ask, staff, owners))));
  return {
    async finish(timeoutMs) {
      stopping = true;
      const timer = setTimeout(() => giveUp.abort(), timeoutMs);
      while (running.size > 0) await Promise.all(running);
      clearTimeout(timer);
      if (giveUp.signal.aborted)
        told.violations.push(`Some requests had no answer ${timeoutMs / 1_000} s after the end.`);
    },
  };
}

async function openShop(staff: Staff): Promise<string[]> {
  const skus: string[] = [];
  for (let at = 0; at < variants; at++) skus.push(await staff.createProduct());
  for (const sku of skus) await staff.receive(sku, openingUnits);
  return skus;
}

async function restock(staff: Staff, skus: readonly string[]): Promise<void> {
  for (const [sku, units] of await staff.available(skus))
    if (units <= lowUnits) await staff.receive(sku, deliveredUnits);
}

/** Takes the confirmed orders of `owners` on, the newest first; each is tried once. */
async function fulfilConfirmed(ask: Ask, staff: Staff, owners: Map<string, ShopFront>) {
  const { orders } = await ask(
    `{ orders(first: 50, filter: { status: [CONFIRMED] }) { edges { node { id } } } }`,
  );
  const edges = orders.edges as { node: { id: string } }[];
  const known = edges.filter(({ node }) => owners.has(node.id)).slice(0, fulfilledAtOnce);
  await Promise.all(
    known.map(({ node: { id } }) => {
      const front = owners.get(id)!;
      owners.delete(id);
      return staff.fulfil(id, front);
    }),
  );
}

/** What can wait for the next round when there is no answer now. */
async function patiently(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
  }
}
