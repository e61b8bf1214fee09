/** One sync: the state the device is in, one operation on the gateway, what changed, and the state after. */
import { createHash } from 'node:crypto';
import { CodedError } from '@tributary/service';
import { type GatewayResult, readParts } from '@tributary/service/gateway-client';
import type { Context } from '../context.js';
import {
  type CardFragment,
  type CartPartsFragment,
  SyncDocument,
  type SyncQuery,
  type SyncQueryVariables,
} from '../generated/operations.js';
import type { Density, ScreenPart, Sync } from '../generated/resolvers.js';
import { toCart } from '../views/cart.js';
import { toCard } from '../views/catalogue.js';
import { toOrder } from '../views/orders.js';
import { advance, advanceListing, isUnderWay, startSync, type SyncState } from './sync-state.js';

const maxCategories = 10;

export interface SyncArguments {
  since?: string | null | undefined;
  categories: readonly string[];
  density: Density;
}

/** @throws CodedError SYNC_TOKEN_INVALID; BAD_USER_INPUT for too many categories */
export async function sync(
  { since, categories, density }: SyncArguments,
  { ask, syncTokens, now }: Pick<Context, 'ask' | 'syncTokens' | 'now'>,
): Promise<Sync> {
  if (categories.length > maxCategories)
    throw new CodedError('BAD_USER_INPUT', `"categories": ${maxCategories} at most.`);
  const at = now();
  const told = since ? await syncTokens.read(since, at) : null;
  const known = told && sameTexts(told.categories, categories) ? told : null;
  const begin = known ?? startSync(null, categories, at);
  let result = await ask(SyncDocument, variablesOf(begin));
  let state = begin;
  if (known && isOfAnother(known, result)) {
    // The token is of somebody else: what this user has is asked for from the start.
    state = startSync(userOf(result), categories, at);
    result = await ask(SyncDocument, variablesOf(state));
  }
  const parts = readSync(result, state, density);
  const next = nextState(result, state, parts.cartHash, at);
  return {
    full: known === null || state !== known,
    ...parts.news,
    token: await syncTokens.write(next, at),
    more: isUnderWay(next),
  };
}

const sameTexts = (some: readonly string[], others: readonly string[]) =>
  some.join('\n') === others.join('\n');

const userOf = ({ data }: GatewayResult<SyncQuery>) => data?.me?.id ?? null;

/** An answer in which users failed says nothing of who it is. */
const isOfAnother = (state: SyncState, result: GatewayResult<SyncQuery>) =>
  userOf(result) !== state.user && (userOf(result) !== null || result.errors.length === 0);

function variablesOf({ categories, orders, products }: SyncState): SyncQueryVariables {
  const listing = products.phase === 'LIST';
  return {
    ordersSince: orders.since,
    ordersAfter: orders.after ?? null,
    listing,
    category: listing ? categories[products.category]! : null,
    listedAfter: listing ? (products.after ?? null) : null,
    changing: !listing && categories.length > 0,
    productsSince: listing ? products.from : products.since,
    productsAfter: listing ? null : (products.after ?? null),
  };
}

function readSync(result: GatewayResult<SyncQuery>, state: SyncState, density: Density) {
  const parts = readParts<ScreenPart>(result);
  const { me, listed, changed } = result.data ?? {};
  const orders = parts.take('ORDERS', me?.changedOrders, 'orders');
  const cart = parts.take('CART', me?.cart, 'orders');
  const cartHash = cart ? hashOf(cart) : state.cart;
  const listing = state.products.phase === 'LIST';
  const wanted = state.categories.length > 0;
  const page = wanted ? parts.take('RESULTS', listing ? listed : changed, 'inventory') : null;
  const { kept, removed } = sortOut(
    listing ? (listed?.edges ?? []) : (changed?.edges ?? []),
    state.categories,
  );
  return {
    cartHash,
    news: {
      orders: orders?.edges.map(({ node }) => toOrder(node)) ?? null,
      cart:
        cart && cartHash !== state.cart ? toCart(cart, density, result.errors.length > 0) : null,
      products: wanted && !page ? null : kept.map((product) => toCard(product, density)),
      removed: removed.map(({ id }) => ({ kind: 'PRODUCT' as const, id })),
      unavailable: parts.unavailable,
    },
  };
}

interface ChangedEdge {
  node: CardFragment & { category?: { slug: string } };
}

/** A product without variants is no longer sold, one of another category not for this device. */
function sortOut(edges: readonly ChangedEdge[], categories: readonly string[]) {
  const isKept = ({ variants, category }: ChangedEdge['node']) =>
    variants.length > 0 && (!category || categories.includes(category.slug));
  const products = edges.map(({ node }) => node);
  return { kept: products.filter(isKept), removed: products.filter((node) => !isKept(node)) };
}

/** Of what the cart says, the stock of its products left out: it is no news. */
function hashOf({ lines, subtotal }: CartPartsFragment): string {
  const said = lines.map(({ sku, quantity, lineTotal, variant }) => [
    sku,
    quantity,
    lineTotal.amount,
    variant?.name,
    variant?.product.name,
    variant?.product.slug,
    variant?.product.images[0]?.url,
  ]);
  const text = JSON.stringify([said, subtotal]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function nextState(
  result: GatewayResult<SyncQuery>,
  { categories, orders, products, user }: SyncState,
  cart: string | null,
  now: Date,
): SyncState {
  const { me, listed, changed } = result.data ?? {};
  const next = {
    user: me?.id ?? user,
    categories,
    cart,
    orders: advance(orders, me?.changedOrders.pageInfo ?? null, now),
  };
  if (products.phase === 'FOLLOW')
    return {
      ...next,
      products: { phase: 'FOLLOW', ...advance(products, changed?.pageInfo ?? null, now) },
    };
  const page = listed && { ...listed.pageInfo, count: listed.edges.length };
  return { ...next, products: advanceListing(products, page ?? null, categories.length) };
}
