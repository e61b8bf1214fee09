/** Names, prices and pictures of variants that the user has met: a cart that changes without a network shows them. */
import type { CartContentsFragment, CostFragment } from '@tributary/mobile-client';
import { storage } from '../phone/platform.js';

export interface KnownVariant {
  sku: string;
  /** Product and variant. */
  name: string;
  /** The product's name in URLs. */
  slug: string | null;
  image: string | null;
  /** What one costs. */
  price: CostFragment;
  available: number | null;
}

const key = 'variants';
const maxVariants = 200;
const known = new Map<string, KnownVariant>();

export async function readVariants(): Promise<void> {
  const found = JSON.parse((await storage.get(key)) ?? '[]') as KnownVariant[];
  for (const variant of found) known.set(variant.sku, variant);
}

export const variantOf = (sku: string): KnownVariant | undefined => known.get(sku);

export const nameOf = (sku: string): string => known.get(sku)?.name ?? sku;

export async function keepVariant(variant: KnownVariant): Promise<void> {
  known.delete(variant.sku);
  known.set(variant.sku, variant);
  await storage.set(key, JSON.stringify([...known.values()].slice(-maxVariants)));
}

/** Those of the cart's lines that still are what they were. */
export function noteLines(cart: CartContentsFragment | null | undefined): void {
  for (const { sku, name, slug, image, quantity, total, available } of cart?.lines ?? []) {
    const price = { ...total, amount: Math.round(total.amount / quantity) };
    if (name !== null) known.set(sku, { sku, name, slug, image, price, available });
  }
}

export async function forgetVariants(): Promise<void> {
  known.clear();
  await storage.remove(key);
}
