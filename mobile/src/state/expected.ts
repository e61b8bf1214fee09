/** Cart and orders as they will be when what waits has been done. Pure. */
import type {
  CartContentsFragment,
  OrderContentsFragment,
  QueuedAction,
} from '@tributary/mobile-client';
import type { KnownVariant } from './known-variants.js';

export type Cart = CartContentsFragment;
export type CartLine = Cart['lines'][number];

export const emptyCart: Cart = { lines: [], count: 0, subtotal: null };

/** @param variantOf what is known of a variant that the cart has not yet; without it its line shows the SKU alone */
export function expectedCart(
  cart: Cart | null,
  waiting: readonly QueuedAction[],
  variantOf: (sku: string) => KnownVariant | undefined,
): Cart {
  let lines = cart?.lines ?? [];
  for (const action of waiting) {
    if (action.kind === 'PLACE_ORDER') lines = [];
    if (action.kind !== 'CHANGE_CART') continue;
    const { sku, quantity } = action.input;
    lines = withQuantity(lines, sku, quantity, variantOf(sku));
  }
  return lines === cart?.lines ? cart : toCart(lines);
}

function withQuantity(
  lines: CartLine[],
  sku: string,
  quantity: number,
  variant: KnownVariant | undefined,
): CartLine[] {
  if (quantity === 0) return lines.filter((line) => line.sku !== sku);
  const line = lines.find((found) => found.sku === sku);
  if (!line) return [...lines, newLine(sku, quantity, variant)];
  const each = line.total.amount / line.quantity;
  const total = { ...line.total, amount: Math.round(each * quantity) };
  return lines.map((found) => (found === line ? { ...line, quantity, total } : found));
}

const newLine = (sku: string, quantity: number, variant: KnownVariant | undefined): CartLine => ({
  sku,
  quantity,
  name: variant?.name ?? sku,
  slug: variant?.slug ?? null,
  image: variant?.image ?? null,
  available: variant?.available ?? null,
  total: {
    currency: variant?.price.currency ?? 'EUR',
    amount: (variant?.price.amount ?? 0) * quantity,
  },
});

function toCart(lines: CartLine[]): Cart {
  const [first] = lines;
  const amount = lines.reduce((sum, { total }) => sum + total.amount, 0);
  return {
    lines,
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    subtotal: first ? { currency: first.total.currency, amount } : null,
  };
}

/** What waits for an order. */
export const waitingFor = (orderId: string, waiting: readonly QueuedAction[]) =>
  waiting.find(
    (action) =>
      (action.kind === 'CANCEL_ORDER' || action.kind === 'REQUEST_RETURN') &&
      action.input.orderId === orderId,
  );

/** Newest first. */
export const byTime = (orders: Readonly<Record<string, OrderContentsFragment>>) =>
  Object.values(orders).toSorted((one, other) => (one.placedAt < other.placedAt ? 1 : -1));
