/**
 * What the user does: always into the queue, and from there to the server at once when it can be reached. So there is
 * one way, with and without a network.
 */
import type { Action, Outcome, QueuedAction } from '@tributary/mobile-client';
import { client } from '../phone/client.js';
import { appState, change } from './app-state.js';
import { catchUp } from './catch-up.js';
import { expectedCart } from './expected.js';
import { type KnownVariant, keepVariant, variantOf } from './known-variants.js';

/** The cart as the user sees it now. */
export function currentCart() {
  const { kept, waiting } = appState.get();
  return expectedCart(kept.cart, waiting, variantOf);
}

const quantityOf = (sku: string): number =>
  currentCart().lines.find((line) => line.sku === sku)?.quantity ?? 0;

/** Puts more of it into the cart; 99 at most. */
export async function addToCart(variant: KnownVariant, quantity: number): Promise<void> {
  await keepVariant(variant);
  await setCartLine(variant.sku, Math.min(99, quantityOf(variant.sku) + quantity));
}

let lastChange: Promise<unknown> = Promise.resolve();

/** 0 takes it out. Quick clicks are taken one after the other: each builds on what the one before left. */
export function setCartLine(sku: string, quantity: number): Promise<void> {
  const changed = lastChange.then(() => changeLine(sku, quantity));
  lastChange = changed.catch(() => undefined);
  return changed;
}

async function changeLine(sku: string, quantity: number): Promise<void> {
  const expectedQuantity = (await takeBackLastChange(sku)) ?? quantityOf(sku);
  if (quantity === expectedQuantity) return showQueue();
  await enqueue({ kind: 'CHANGE_CART', input: { sku, quantity, expectedQuantity } });
  void catchUp();
}

/**
 * Several changes of a line that all wait are one: from what it was at first. Answers that quantity, if there was
 * such a change. One that may be under way stays.
 */
async function takeBackLastChange(sku: string): Promise<number | undefined> {
  const { waiting, isSyncing } = appState.get();
  const last = waiting.at(-1);
  if (isSyncing || last?.kind !== 'CHANGE_CART' || last.input.sku !== sku) return undefined;
  return (await client.queue.drop(last.id)) ? last.input.expectedQuantity : undefined;
}

/** Does it now if that can be: then the outcome is answered. Else it waits. */
export async function perform(action: Action): Promise<Outcome | undefined> {
  const { id } = await enqueue(action);
  const outcomes = await catchUp();
  return outcomes.find((outcome) => outcome.action.id === id);
}

/** Takes back what was not sent yet. */
export async function takeBack(id: string): Promise<void> {
  await client.queue.drop(id);
  await showQueue();
}

async function enqueue(action: Action): Promise<QueuedAction> {
  const queued = await client.queue.add(action);
  await showQueue();
  return queued;
}

const showQueue = async () => change({ waiting: await client.queue.waiting() });
