/** The two ways of putting load on the shop. */
import { goShopping, type Market, type Records } from './journey.js';

export interface PhaseOptions {
  seconds: number;
  /** Called about ten times a second with the share that is done. */
  onProgress: (share: number) => void;
}

export interface ClosedLoopOptions extends PhaseOptions {
  workers: number;
  /** Takes up to six times as long when fewer were placed by then. */
  minOrders?: number;
}

const maxStretch = 6;

/**
 * Closed loop: `workers` shoppers, each of whom waits until the order is confirmed before the next
 * begins. So there are never more unconfirmed orders than workers, and what is confirmed per second
 * is what the whole system can do for as long as one likes.
 */
export async function shopAsFastAsPossible(
  market: Market,
  records: Records,
  { seconds, minOrders = 0, workers, onProgress }: ClosedLoopOptions,
): Promise<void> {
  const endAt = performance.now() + seconds * 1_000;
  const latestEndAt = performance.now() + maxStretch * seconds * 1_000;
  const progress = follow(endAt, seconds, onProgress);
  const goesOn = (now: number) =>
    now < endAt || (records.placed.length < minOrders && now < latestEndAt);
  const work = async () => {
    while (goesOn(performance.now())) {
      const orderId = await goShopping(market, records);
      if (orderId) await market.outcomes.of(orderId);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  progress.end();
}

/** Time between the two steps of a shopper. */
const thinkMs = 500;

/**
 * Open loop: orders are due at random moments (Poisson), `ordersPerSecond` on average, whether or not
 * the system keeps up. Resolves when the last of them has come to its end.
 */
export async function shopAtRate(
  market: Market,
  records: Records,
  { seconds, ordersPerSecond, onProgress }: PhaseOptions & { ordersPerSecond: number },
): Promise<void> {
  const random = createRandom(20261121);
  const startAt = performance.now() + thinkMs;
  const endAt = startAt + seconds * 1_000;
  const progress = follow(endAt, seconds, onProgress);
  const running: Promise<unknown>[] = [];
  for (
    let dueAt = startAt;
    dueAt < endAt;
    dueAt -= (Math.log(1 - random()) * 1_000) / ordersPerSecond
  ) {
    const aheadMs = dueAt - thinkMs - performance.now();
    if (aheadMs > 1) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    const schedule = { addToCartAt: dueAt - thinkMs, placeOrderAt: dueAt };
    running.push(
      goShopping(market, records, schedule).then((id) => (id ? market.outcomes.of(id) : undefined)),
    );
  }
  await Promise.all(running);
  progress.end();
}

function follow(endAt: number, seconds: number, onProgress: (share: number) => void) {
  const timer = setInterval(() => {
    onProgress(Math.min(1, 1 - (endAt - performance.now()) / (seconds * 1_000)));
  }, 100);
  return {
    end() {
      clearInterval(timer);
      onProgress(1);
    },
  };
}

/** The same numbers in every run, from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
