/**
 * Invariant: a process may be killed (kill -9) at any exact moment of an order's life. When it is back,
 * the order goes on by itself to the end it would have had, once: one order for its key, its money and
 * its stock where they belong, no event lost.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInStaff } from './accounts.js';
import { drain } from './drain.js';
import { type Ground, startGround } from './ground.js';
import { readBooks } from './judge/books.js';
import { findBreaches } from './judge/check-books.js';
import { reconcileBooks } from './judge/reconcile.js';
import { createAsk } from './load/ask.js';
import { createStaff, receivingReference } from './load/staff.js';
import { createTold } from './load/told.js';
import { untilOrder } from './order-watch.js';
import { createRandom } from './random.js';
import { endOf, killAtStep } from './step-scenario.js';
import { type StepName, stepNames, steps } from './steps.js';

/** A killed worker's job is taken over after 30 s; a payment answers late after 12 s. */
const recoveredWithinMs = 120_000;
const env = { PAYMENT_DEMO_DELAY_MS: '12000' };
/** On Redis by hand: CHAOS_BROKER=redis npx vitest run --project chaos tests/chaos/steps.test.ts */
const broker = process.env['CHAOS_BROKER'] === 'redis' ? 'redis' : 'postgres';
const told = createTold();

describe('an order whose process is killed', () => {
  let ground: Ground;
  const killed = new Map<StepName, Promise<string>>();

  beforeAll(async () => {
    ground = await startGround({ broker, env });
    const account = await signInStaff(ground.databases, ground.env);
    const headers = { authorization: `Bearer ${account.accessToken}` };
    const ask = createAsk(ground.urls.gateway, headers, told);
    const staff = createStaff(ask, told, createRandom(1), AbortSignal.timeout(60_000));
    const sku = await staff.createProduct();
    await staff.receive(sku, stepNames.length);
    // One process after the other within a group; recovering from one kill overlaps with the next.
    for (const names of groups()) {
      let before: Promise<unknown> = Promise.resolve();
      for (const name of names) {
        const run = before.then(() => killAtStep(ground, told, sku, name));
        before = run.catch(() => undefined);
        run.catch(() => undefined);
        killed.set(name, run);
      }
    }
  }, 180_000);
  afterAll(() => ground?.close(), 60_000);

  it.each(stepNames)(
    '%s',
    async (name) => {
      const key = await killed.get(name)!;
      const isOver = ({ status }: { status: string }) => status === endOf(name);
      const { id } = await untilOrder(ground.databases, key, isOver, recoveredWithinMs);
      expect(told.accepted.get(key)).toBe(id);
    },
    400_000,
  );

  it('leaves stock, money and events that add up', async () => {
    const { leftovers, deadLetters } = await drain(ground, recoveredWithinMs);
    expect(leftovers).toEqual([]);
    expect(deadLetters).toEqual([]);
    const books = await readBooks(ground.databases, receivingReference);
    expect(books.orders).toHaveLength(stepNames.length);
    expect(findBreaches(books, told)).toEqual([]);
    expect(await reconcileBooks(ground.env)).toEqual([]);
    expect(ground.unexpectedEnds).toEqual([]);
  }, 180_000);
});

/** The steps by the process that dies at them: one at a time of each. */
function groups(): StepName[][] {
  const byProcess = new Map<string, StepName[]>();
  for (const name of stepNames) {
    const { process } = steps[name];
    byProcess.set(process, [...(byProcess.get(process) ?? []), name]);
  }
  return [...byProcess.values()];
}
