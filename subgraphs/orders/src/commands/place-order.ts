/**
 * Orders what is in the buyer's cart. Inventory is asked before the transaction, never inside it; the
 * transaction locks the cart and goes on only if it still is the one that was asked about. So two
 * requests cannot order the same cart, and no lock waits for the network.
 */
import { createHash } from 'node:crypto';
import { CodedError } from '@tributary/service';
import type { CartLine } from '../domain/cart.js';
import { checkOut, type CheckoutDecision, type Quote } from '../domain/checkout.js';
import { orderEvents } from '../domain/order-events.js';
import { AmountTooLargeError, totalsOf } from '../domain/pricing.js';
import { DuplicateOrderError, type Transaction } from '../store.js';
import type { OrderView, PostalAddress } from '../views.js';
import { append } from './change-order.js';
import type { Environment } from './environment.js';

export interface PlaceOrder {
  idempotencyKey: string;
  shippingAddress: PostalAddress;
  paymentToken: string;
}

export type PlaceOrderOutcome =
  /** `order` is what was placed just now; null when it was placed before. */
  | { outcome: 'PLACED'; orderId: string; order: OrderView | null }
  | Exclude<CheckoutDecision, { outcome: 'READY' }>;

/** How often the cart may change under our hands before we give up. */
const maxRounds = 5;

/**
 * A repeated request answers with the order of the first. An answer that ordered nothing is not kept.
 * @throws CodedError UNAUTHENTICATED (account closed), IDEMPOTENCY_KEY_REUSED, BAD_USER_INPUT (over the largest amount), CONFLICT
 */
export async function placeOrder(
  env: Environment,
  buyerId: string,
  input: PlaceOrder,
): Promise<PlaceOrderOutcome> {
  const requestHash = hashOf(input);
  for (let round = 0; round < maxRounds; round++) {
    const start = await env.store.checkoutStart(buyerId, input.idempotencyKey);
    const { lines, earlier } = start;
    if (start.isErased) throw new CodedError('UNAUTHENTICATED', 'The account is closed.');
    if (earlier && earlier.requestHash !== requestHash)
      throw new CodedError('IDEMPOTENCY_KEY_REUSED');
    if (earlier) return { outcome: 'PLACED', orderId: earlier.orderId, order: null };
    const decision = checkOut(lines, await quotesFor(env, lines));
    const outcome = await settle(env, buyerId, { ...input, requestHash }, lines, decision);
    if (outcome) return outcome;
  }
  throw new CodedError('CONFLICT', 'The cart keeps changing; try again.');
}

/** Undefined when the cart or the key changed hands in between: look again. */
async function settle(
  env: Environment,
  buyerId: string,
  input: PlaceOrder & { requestHash: string },
  lines: readonly CartLine[],
  decision: CheckoutDecision,
): Promise<PlaceOrderOutcome | undefined> {
  if (decision.outcome === 'EMPTY' || decision.outcome === 'SHORT') return decision;
  try {
    return await env.store.transaction(async (tx) => {
      if (!sameLines(await tx.lockCart(buyerId), lines)) return undefined;
      if (decision.outcome === 'READY') {
        const order = await insert(tx, env, buyerId, input, lines);
        return { outcome: 'PLACED', orderId: order.id, order };
      }
      for (const line of decision.updated) tx.send(tx.saveCartLine(buyerId, line, env.now()));
      tx.send(tx.removeCartLines(buyerId, decision.removed, env.now()));
      return decision;
    });
  } catch (error) {
    if (error instanceof DuplicateOrderError) return undefined;
    if (error instanceof AmountTooLargeError) throw new CodedError('BAD_USER_INPUT', error.message);
    throw error;
  }
}

async function insert(
  tx: Transaction,
  env: Environment,
  buyerId: string,
  input: PlaceOrder & { requestHash: string },
  lines: readonly CartLine[],
): Promise<OrderView> {
  const [id, placedAt, totals] = [env.createId(), env.now(), totalsOf(lines)];
  const currency = lines[0]!.currency;
  const placed = { id: env.createId(), at: placedAt, type: 'PLACED' as const, note: null };
  const order = { ...input, ...totals, id, buyerId, currency, lines, placedAt };
  const inserted = tx.insertOrder({ ...order, timeline: [placed] });
  tx.send(tx.emptyCart(buyerId, placedAt));
  const number = await inserted;
  tx.send(append(tx, env, [orderEvents.placed({ ...order, number })], placedAt));
  return { ...order, number, status: 'PENDING', updatedAt: placedAt };
}

/** While inventory is away, a price that nobody announced is taken as the cart has it. */
async function quotesFor(
  env: Environment,
  lines: readonly CartLine[],
): Promise<ReadonlyMap<string, Quote>> {
  if (lines.length === 0) return new Map();
  const { quotes, unknown } = await env.catalogue.quote(lines.map(({ sku }) => sku));
  for (const line of lines)
    if (unknown.has(line.sku)) quotes.set(line.sku, { ...line, available: null });
  return quotes;
}

const sameLines = (some: readonly CartLine[], others: readonly CartLine[]) =>
  JSON.stringify(some) === JSON.stringify(others);

/** Tells a repeated request from another one with the same key, without keeping the token. */
function hashOf({ shippingAddress: to, paymentToken }: PlaceOrder): string {
  const fields = [to.name, to.line1, to.line2, to.city, to.region, to.postalCode, to.country];
  return createHash('sha256')
    .update(JSON.stringify([...fields, paymentToken]))
    .digest('hex');
}
