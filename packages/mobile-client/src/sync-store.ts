/**
 * What the app keeps for when it is out of reach: its user's orders, the cart, products of some categories. What
 * a page brought and the token that says so are written as one value: an app that dies in between
 * gets the page again.
 */
import { RefusedError } from './client-error.js';
import { SyncDocument, type SyncQuery, type SyncQueryVariables } from './generated/operations.js';
import { keepValue } from './kept-value.js';
import type { ActionResult, Send } from './offline-queue.js';
import type { Storage } from './platform.js';

type News = SyncQuery['sync'];
type Order = NonNullable<News['orders']>[number];
type Card = NonNullable<News['products']>[number];

export interface Kept {
  orders: Readonly<Record<string, Order>>;
  cart: News['cart'];
  products: Readonly<Record<string, Card>>;
}

export interface SyncStore {
  /** What is kept, also out of reach. */
  read(): Promise<Kept>;
  /**
   * Brings it up to date, page by page. Runs once at a time.
   * @throws what sending throws; the pages until then are kept
   */
  sync(): Promise<Kept>;
  /** Keeps what an action brought, until a sync says the same: an app that dies in between shows it all the same. */
  note(result: ActionResult): Promise<void>;
  clear(): Promise<void>;
}

export interface SyncOptions {
  categories: string[];
  density: NonNullable<SyncQueryVariables['density']>;
}

interface State extends Kept {
  token: string | null;
}

const nothing: State = { token: null, orders: {}, cart: null, products: {} };
/** More pages than any full sync has: a server that never ends must not hold the app. */
const maxPages = 500;

export function createSyncStore(storage: Storage, send: Send, options: SyncOptions): SyncStore {
  const kept = keepValue(storage, 'kept', nothing);
  let syncing: Promise<Kept> | undefined;

  async function ask(token: string | null): Promise<News> {
    try {
      return (await send(SyncDocument, { since: token, ...options })).sync;
    } catch (error) {
      const isLost = error instanceof RefusedError && error.code === 'SYNC_TOKEN_INVALID';
      if (!isLost || token === null) throw error;
      return (await send(SyncDocument, { since: null, ...options })).sync;
    }
  }

  async function syncAll(): Promise<Kept> {
    for (let page = 0; page < maxPages; page++) {
      const news = await ask((await kept.read()).token);
      await kept.change((before) => apply(before, news));
      if (!news.more) break;
    }
    return kept.read();
  }

  return {
    read: kept.read,
    sync: () => (syncing ??= syncAll().finally(() => (syncing = undefined))),
    note: (result) => kept.change((state) => withResult(state, result)),
    clear: kept.clear,
  };
}

function apply(before: State, { full, token, orders, cart, products, removed }: News): State {
  const state = full ? nothing : before;
  const kept = { ...state.products, ...byId(products ?? []) };
  for (const { id } of removed) delete kept[id];
  return {
    token,
    orders: { ...state.orders, ...byId(orders ?? []) },
    cart: cart ?? state.cart,
    products: kept,
  };
}

function withResult(state: State, result: ActionResult): State {
  switch (result.__typename) {
    case 'Cart':
      return { ...state, cart: result };
    case 'CartLineConflict':
      return { ...state, cart: result.cart };
    case 'OrderPlaced':
    case 'OrderChanged':
      return { ...state, orders: { ...state.orders, [result.order.id]: result.order } };
    default:
      return state;
  }
}

const byId = <T extends { id: string }>(items: readonly T[]): Record<string, T> =>
  Object.fromEntries(items.map((item) => [item.id, item]));
