/** The buyer's changes to the cart. The variant is priced first, then the cart is locked and changed. */
import { CodedError } from '@tributary/service';
import {
  addLine,
  type CartDecision,
  type CartLine,
  setLine,
  type SoldVariant,
} from '../domain/cart.js';
import type { Environment } from './environment.js';

export interface CartLineInput {
  sku: string;
  quantity: number;
}

export type CartOutcome =
  | { outcome: 'CHANGED'; lines: CartLine[] }
  | { outcome: 'LIMIT'; message: string }
  | { outcome: 'UNKNOWN_VARIANT'; sku: string };

/** Puts more of a variant into the cart. @throws CodedError SERVICE_UNAVAILABLE when nobody can say what it costs. */
export function addToCart(
  env: Environment,
  userId: string,
  input: CartLineInput,
): Promise<CartOutcome> {
  return changeLine(env, userId, input, addLine);
}

/** Sets how many of a variant are in the cart; 0 takes it out. @throws as `addToCart` */
export function setCartLine(
  env: Environment,
  userId: string,
  input: CartLineInput,
): Promise<CartOutcome> {
  return input.quantity === 0
    ? removeLine(env, userId, input.sku)
    : changeLine(env, userId, input, setLine);
}

export async function clearCart(env: Environment, userId: string): Promise<CartOutcome> {
  return env.store.transaction(async (tx) => {
    tx.send(tx.lockCart(userId), tx.emptyCart(userId, env.now()));
    return { outcome: 'CHANGED', lines: [] };
  });
}

async function changeLine(
  env: Environment,
  userId: string,
  { sku, quantity }: CartLineInput,
  decide: (lines: readonly CartLine[], variant: SoldVariant, quantity: number) => CartDecision,
): Promise<CartOutcome> {
  const { quotes, unknown } = await env.catalogue.quote([sku]);
  if (unknown.has(sku)) throw new CodedError('SERVICE_UNAVAILABLE');
  const variant = quotes.get(sku);
  if (!variant) return { outcome: 'UNKNOWN_VARIANT', sku };
  const now = env.now();
  return env.store.transaction(async (tx) => {
    const decision = decide(await tx.openCart(userId, now), variant, quantity);
    if (decision.outcome === 'LIMIT') return decision;
    tx.send(tx.saveCartLine(userId, decision.line, now));
    return { outcome: 'CHANGED', lines: decision.lines };
  });
}

async function removeLine(env: Environment, userId: string, sku: string): Promise<CartOutcome> {
  return env.store.transaction(async (tx) => {
    const lines = await tx.lockCart(userId);
    tx.send(tx.removeCartLines(userId, [sku], env.now()));
    return { outcome: 'CHANGED', lines: lines.filter((line) => line.sku !== sku) };
  });
}
