/** One shopper's way through the shop, and the record of all of them. */
import type { Goods } from './goods.js';
import type { Outcomes } from './outcomes.js';
import type { Shop } from './shop.js';
import type { Shopper } from './shoppers.js';

/** Times by `performance.now()`. */
export interface PlacedRecord {
  orderId: string;
  /** When placeOrder was due, which is not later than when it was sent. */
  dueAt: number;
  answeredAt: number;
}

export interface Records {
  placed: PlacedRecord[];
  addToCartMs: number[];
  /** placeOrder answered that it is sold out. */
  refused: number;
  /** Answers that nobody expected. */
  faults: string[];
}

export const createRecords = (): Records => ({
  placed: [],
  addToCartMs: [],
  refused: 0,
  faults: [],
});

export interface Market {
  shop: Shop;
  goods: Goods;
  outcomes: Outcomes;
  /** A shopper with an empty cart whom nobody else uses; each gets back in line at the end. */
  takeShopper(): Shopper;
  returnShopper(shopper: Shopper): void;
}

/** Every so many journeys are for the scarce variant. */
const scarceEvery = 25;

export interface Schedule {
  addToCartAt: number;
  placeOrderAt: number;
}

let journeys = 0;

/**
 * Puts a variant into the cart and orders it. Without a schedule each step is due when the one before
 * it is done; with one, latencies count from when a step was due, however late it was sent.
 * Resolves with the order's id, or undefined when there is none.
 */
export async function goShopping(
  market: Market,
  records: Records,
  schedule?: Schedule,
): Promise<string | undefined> {
  const { shop, goods } = market;
  const number = journeys++;
  const isScarce = number % scarceEvery === 0;
  const sku = isScarce ? goods.scarce : goods.ample[number % goods.ample.length]!;
  const shopper = market.takeShopper();
  try {
    if (schedule) await until(schedule.addToCartAt);
    const startedAt = schedule?.addToCartAt ?? performance.now();
    const cart = await shop.addToCart(shopper, sku);
    if (cart.__typename !== 'Cart') throw new Error(`addToCart: ${JSON.stringify(cart)}`);
    records.addToCartMs.push(performance.now() - startedAt);
    if (schedule) await until(schedule.placeOrderAt);
    const dueAt = schedule?.placeOrderAt ?? performance.now();
    const placed = await shop.placeOrder(shopper);
    if (placed.order) {
      const orderId = placed.order.id;
      records.placed.push({ orderId, dueAt, answeredAt: performance.now() });
      return orderId;
    }
    if (!isScarce || placed.__typename !== 'OutOfStock')
      throw new Error(`placeOrder: ${JSON.stringify(placed)}`);
    records.refused++;
    await shop.clearCart(shopper);
  } catch (error) {
    records.faults.push((error as Error).message);
  } finally {
    market.returnShopper(shopper);
  }
  return undefined;
}

async function until(time: number): Promise<void> {
  const waitMs = time - performance.now();
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}
