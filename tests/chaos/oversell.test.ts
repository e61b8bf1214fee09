/**
 * Invariant: of 500 buyers who order at the same moment what there are 10 of, exactly 10 get one. The
 * others are told so, and nobody holds a cent of theirs. On both brokers.
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { openAccounts, signInStaff } from './accounts.js';
import { drain } from './drain.js';
import { type BrokerKind, startGround } from './ground.js';
import { readBooks } from './judge/books.js';
import { findBreaches } from './judge/check-books.js';
import { reconcileBooks } from './judge/reconcile.js';
import { createAsk, untilAnswered } from './load/ask.js';
import { gatewayFront } from './load/shop-front.js';
import { createStaff, receivingReference } from './load/staff.js';
import { accept, createTold, refuse } from './load/told.js';
import { createRandom } from './random.js';

const buyers = 500;
const units = 10;
const brokers: BrokerKind[] = hasRedis || process.env['CI'] ? ['postgres', 'redis'] : ['postgres'];

describe.each(brokers)('%s as broker', (broker) => {
  it('sells 10 units to 10 of 500 buyers at once', async () => {
    const ground = await startGround({ broker });
    try {
      const { statuses, breaches, keptMinor } = await sellOut(broker, ground);
      expect(statuses.filter((status) => status === 'CONFIRMED')).toHaveLength(units);
      const others = statuses.filter((status) => status !== 'CONFIRMED');
      expect(others).toHaveLength(buyers - units);
      expect(new Set(others)).toSatisfy((kinds: Set<string>) =>
        [...kinds].every((kind) => kind === 'REJECTED' || kind === 'OUT_OF_STOCK'),
      );
      expect(keptMinor).toBe(0);
      expect(breaches).toEqual([]);
    } finally {
      await ground.close();
    }
  }, 300_000);
});

async function sellOut(broker: string, ground: Awaited<ReturnType<typeof startGround>>) {
  const { databases, urls, env } = ground;
  const told = createTold();
  const giveUp = AbortSignal.timeout(200_000);
  const staffAccount = await signInStaff(databases, env);
  const headers = { authorization: `Bearer ${staffAccount.accessToken}` };
  const staff = createStaff(createAsk(urls.gateway, headers, told), told, createRandom(1), giveUp);
  const sku = await staff.createProduct();
  await staff.receive(sku, units);
  const accounts = await openAccounts(databases, env, buyers);
  const fronts = accounts.map((account) => gatewayFront(urls.gateway, account, told));
  for (let at = 0; at < fronts.length; at += 25)
    await Promise.all(
      fronts.slice(at, at + 25).map((front) => untilAnswered(() => front.fillCart(sku, 1), giveUp)),
    );

  const startedAt = Date.now();
  const answers = await Promise.all(
    fronts.map(async (front) => {
      const key = randomUUID();
      told.asked.set(key, front.buyerId!);
      const placement = await untilAnswered(() => front.place(key, 'tok_ok'), giveUp);
      if (placement?.kind === 'PLACED') accept(told, key, placement.orderId);
      else refuse(told, key);
      return placement;
    }),
  );
  const answeredMs = Date.now() - startedAt;
  const { leftovers, deadLetters } = await drain(ground, 120_000);
  const books = await readBooks(databases, receivingReference);
  const statusOf = new Map(books.orders.map(({ id, status }) => [id, status]));
  const statuses = answers.map((answer) =>
    answer?.kind === 'PLACED' ? statusOf.get(answer.orderId)! : (answer?.kind ?? 'NO_ANSWER'),
  );
  const confirmed = new Set(
    books.orders.filter(({ status }) => status === 'CONFIRMED').map(({ id }) => id),
  );
  const others = books.payments.filter(({ orderId }) => !confirmed.has(orderId));
  const keptMinor = others.reduce((sum, { amount, refunded, status }) => {
    return status === 'CAPTURED' || status === 'AUTHORISED' ? sum + amount - refunded : sum;
  }, 0);
  console.log(
    `${broker}: ${buyers} answered in ${answeredMs} ms, settled in ${Date.now() - startedAt} ms;`,
    `${statuses.filter((status) => status === 'OUT_OF_STOCK').length} refused at once`,
  );
  return {
    statuses,
    keptMinor,
    breaches: [
      ...leftovers,
      ...deadLetters,
      ...findBreaches(books, told),
      ...(await reconcileBooks(env)),
    ],
  };
}
