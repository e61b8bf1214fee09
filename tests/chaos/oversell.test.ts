/**
 * Invariant: of 500 buyers who order at the same moment what there are 10 of, exactly 10 get one. The
 * others are told so, and nobody holds a cent of theirs. On both brokers.
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { openAccounts, signInStaff } from './accounts.js';
import { drain } from './drain.js';
import { type BrokerKind, type Ground, startGround } from './ground.js';
import { type Books, readBooks } from './judge/books.js';
import { findBreaches } from './judge/check-books.js';
import { reconcileBooks } from './judge/reconcile.js';
import { createAsk, untilAnswered } from './load/ask.js';
import { gatewayFront, type Placement, type ShopFront } from './load/shop-front.js';
import { createStaff, receivingReference } from './load/staff.js';
import { accept, createTold, refuse, type Told } from './load/told.js';
import { createRandom } from './random.js';

const buyers = 500;
const units = 10;
/** Longer than the gateway takes to give up, so that nobody asks twice at the same time. */
const patienceMs = 20_000;
/** On two idle cores it is a tenth of that. */
const answeredWithinMs = 420_000;
const cartsAtOnce = 25;
const holdsMoney = ['PENDING', 'AUTHORISED', 'CAPTURED'];
const brokers: BrokerKind[] = hasRedis || process.env['CI'] ? ['postgres', 'redis'] : ['postgres'];

describe.each(brokers)('%s as broker', (broker) => {
  const told = createTold();
  let ground: Ground;

  beforeAll(async () => {
    ground = await startGround({ broker });
  }, 300_000);
  afterAll(() => ground?.close(), 60_000);

  it('sells 10 units to 10 of 500 buyers at once', async () => {
    const { urls, databases, env } = ground;
    const giveUp = AbortSignal.timeout(answeredWithinMs);
    // Each buyer listens to it.
    setMaxListeners(0, giveUp);
    const sku = await stockVariant(ground, told, giveUp);
    const accounts = await openAccounts(databases, env, buyers);
    const fronts = accounts.map((account) => gatewayFront(urls.gateway, account, told, patienceMs));
    for (let at = 0; at < fronts.length; at += cartsAtOnce)
      await Promise.all(
        fronts
          .slice(at, at + cartsAtOnce)
          .map((front) => untilAnswered(() => front.fillCart(sku, 1), giveUp)),
      );

    const startedAt = Date.now();
    const answers = await Promise.all(fronts.map((front) => order(front, told, giveUp)));
    const answeredMs = Date.now() - startedAt;
    const { leftovers, deadLetters } = await drain(ground, 120_000);
    const settledMs = Date.now() - startedAt;
    const books = await readBooks(databases, receivingReference);

    const outcomes = answers.map((answer) => outcomeOf(answer, books));
    const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
    const [confirmed, refused] = [count('CONFIRMED'), count('OUT_OF_STOCK')];
    console.log(
      `${broker}: ${buyers} answered in ${answeredMs} ms, settled in ${settledMs} ms;`,
      `${confirmed} confirmed, ${count('REJECTED')} rejected, ${refused} refused at once`,
    );
    expect(confirmed).toBe(units);
    expect(count('REJECTED') + refused).toBe(buyers - units);
    expect(moneyKeptOfOthers(books)).toBe(0);
    expect([...leftovers, ...deadLetters, ...findBreaches(books, told)]).toEqual([]);
    expect(await reconcileBooks(env)).toEqual([]);
  }, 600_000);
});

async function stockVariant(ground: Ground, told: Told, giveUp: AbortSignal): Promise<string> {
  const { accessToken } = await signInStaff(ground.databases, ground.env);
  const ask = createAsk(ground.urls.gateway, { authorization: `Bearer ${accessToken}` }, told);
  const staff = createStaff(ask, told, createRandom(1), giveUp);
  const sku = await staff.createProduct();
  await staff.receive(sku, units);
  return sku;
}

async function order(front: ShopFront, told: Told, giveUp: AbortSignal) {
  const key = randomUUID();
  told.asked.set(key, front.buyerId!);
  const placement = await untilAnswered(() => front.place(key, 'tok_ok'), giveUp);
  if (placement?.kind === 'PLACED') accept(told, key, placement.orderId);
  else if (placement) refuse(told, key);
  return placement;
}

/** What became of a buyer: the state of the order, or why there is none. */
function outcomeOf(answer: Placement | undefined, { orders }: Books): string {
  if (answer?.kind !== 'PLACED') return answer?.kind ?? 'NO_ANSWER';
  return orders.find(({ id }) => id === answer.orderId)?.status ?? 'LOST';
}

/** What the provider holds or keeps of buyers who have nothing for it. */
function moneyKeptOfOthers({ orders, payments }: Books): number {
  const confirmed = new Set(
    orders.filter(({ status }) => status === 'CONFIRMED').map(({ id }) => id),
  );
  return payments
    .filter(({ orderId, status }) => !confirmed.has(orderId) && holdsMoney.includes(status))
    .reduce((sum, { amount, refunded }) => sum + amount - refunded, 0);
}
