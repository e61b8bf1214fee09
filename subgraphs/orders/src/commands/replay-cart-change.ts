/**
 * A change of the cart that a client made out of reach: done once per key, and only to a line that is as the
 * client saw it. The key is looked up, the line compared and both written under the cart's lock.
 */
import { createHash } from 'node:crypto';
import { CodedError } from '@tributary/service';
import { type CartLine, setLine } from '../domain/cart.js';
import type { CartOutcome } from './change-cart.js';
import type { Environment } from './environment.js';

export interface CartChange {
  idempotencyKey: string;
  sku: string;
  quantity: number;
  expectedQuantity: number;
}

export type ReplayOutcome =
  CartOutcome | { outcome: 'CONFLICT'; present: number; lines: CartLine[] };

const keptForMs = 30 * 86_400_000;

/**
 * A change that was carried out before answers the cart as it is now, and so does one that nothing is left
 * to do for.
 * @throws CodedError IDEMPOTENCY_KEY_REUSED; SERVICE_UNAVAILABLE when nobody can say what the variant costs
 */
export async function replayCartChange(
  env: Environment,
  userId: string,
  change: CartChange,
): Promise<ReplayOutcome> {
  const { idempotencyKey: key, sku, quantity, expectedQuantity } = change;
  const requestHash = hashOf(change);
  const priced = quantity > 0 ? await env.catalogue.quote([sku]) : null;
  const now = env.now();
  return env.store.transaction(async (tx): Promise<ReplayOutcome> => {
    const lines = await tx.openCart(userId, now);
    const done = await tx.cartChangeHash(userId, key);
    if (done !== null && done !== requestHash) throw new CodedError('IDEMPOTENCY_KEY_REUSED');
    if (done !== null) return { outcome: 'CHANGED', lines };
    const present = lines.find((line) => line.sku === sku)?.quantity ?? 0;
    const save = () => {
      const keptSince = new Date(now.getTime() - keptForMs);
      tx.send(tx.saveCartChange(userId, { key, requestHash }, now, keptSince));
    };
    if (present === quantity) {
      save();
      return { outcome: 'CHANGED', lines };
    }
    if (present !== expectedQuantity) return { outcome: 'CONFLICT', present, lines };
    if (!priced) {
      tx.send(tx.removeCartLines(userId, [sku], now));
      save();
      return { outcome: 'CHANGED', lines: lines.filter((line) => line.sku !== sku) };
    }
    if (priced.unknown.has(sku)) throw new CodedError('SERVICE_UNAVAILABLE');
    const variant = priced.quotes.get(sku);
    if (!variant) return { outcome: 'UNKNOWN_VARIANT', sku };
    const decision = setLine(lines, variant, quantity);
    if (decision.outcome === 'LIMIT') return decision;
    tx.send(tx.saveCartLine(userId, decision.line, now));
    save();
    return { outcome: 'CHANGED', lines: decision.lines };
  });
}

const hashOf = ({ sku, quantity, expectedQuantity }: CartChange) =>
  createHash('sha256')
    .update(JSON.stringify([sku, quantity, expectedQuantity]))
    .digest('hex');
