/**
 * A small shop behind the in-process gateway: hand-written data and rules for the whole API schema's
 * part that the BFFs use. It keeps accounts, carts and orders; a service can be taken down.
 */
import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';
import { type Account, Accounts } from './accounts.js';
import { deskOf } from './shop-desk.js';

export type ServiceName = 'users' | 'orders' | 'inventory';
type Line = { sku: string; quantity: number; amount: number };
type Address = Record<string, unknown> & { id: string | null };

const currency = 'EUR';
const money = (amount: number) => ({ amount, currency });
const categories = ['Chairs', 'Lamps', 'Mugs'].map((name) => ({
  id: randomUUID(),
  slug: name.toLowerCase(),
  name,
}));
/** Newest first. Product 1 is sold out; each has a variant A and a dearer B. */
const products = Array.from({ length: 30 }, (_, index) => {
  const category = categories[index % 3]!;
  const name = `${category.name.slice(0, -1)} ${index + 1}`;
  return { id: randomUUID(), slug: name.toLowerCase().replace(' ', '-'), name, category, index };
});
const cartTooFull = 99;

export class Shop {
  readonly accounts = new Accounts();
  readonly down = new Set<ServiceName>();
  /** Services that were asked, whatever they answered. */
  readonly asked = new Set<ServiceName>();
  readonly prices = new Map<string, number>();
  readonly withdrawn = new Set<string>();
  readonly stocks = new Map<number, number>();
  private readonly watchers: (() => void)[] = [];
  pushKey: string | null = 'a VAPID key';
  /** By session. */
  readonly pushEndpoints = new Map<string, string>();
  private readonly cartChanges = new Set<string>();
  private readonly changes = new Map<string, { updatedAt: string; categorySlug?: string }>();
  private readonly carts = new Map<string, Line[]>();
  private readonly orders = new Map<string, { owner: string; order: Record<string, unknown> }>();
  private readonly addresses = new Map<string, Address[]>();

  /** The root of an operation by this user. */
  root(account: Account | null, sessionId: string | null): Record<string, unknown> {
    const { accounts } = this;
    const user = () => account ?? fail('UNAUTHENTICATED');
    const cartOf = () => this.at('orders', () => this.carts.get(user().id) ?? []);
    return {
      ...deskOf((service, work) => this.at(service, work)),
      me: () => this.at('users', () => account && this.user(account, sessionId)),
      products: (args: ProductArgs) => this.at('inventory', () => this.products(args)),
      product: ({ slug }: { slug: string }) =>
        this.at('inventory', () => this.productOrNull((found) => found.slug === slug)),
      categories: () => this.at('inventory', () => categories),
      order: ({ id }: { id: string }) =>
        this.at('orders', () => {
          const found = this.orders.get(id);
          return found && found.owner === account?.id ? found.order : null;
        }),
      myOrders: ({ first }: { first: number }) => account && this.ordersOf(account, first),
      orderUpdated: ({ id }: { id: string }) =>
        this.ownOrder(id, account) &&
        this.live(() => ({ orderUpdated: this.ownOrder(id, account) })),
      stockChanged: ({ skus }: { skus: string[] }) =>
        this.live(() => ({ stockChanged: skus.flatMap((sku) => this.variant(sku) ?? []) })),
      register: ({ input }: Input<Parameters<Accounts['register']>[0]>) =>
        this.at('users', () => this.session(accounts.register(input, account))),
      login: ({ input }: Input<Parameters<Accounts['login']>[0]>) =>
        this.at('users', () => {
          const outcome = accounts.login(input);
          if (outcome.__typename === 'AuthSession' && account?.isGuest)
            this.mergeCarts(account.id, outcome.account.id);
          return this.session(outcome);
        }),
      refreshSession: ({ refreshToken }: { refreshToken: string }) =>
        this.at('users', () => this.session(accounts.refresh(refreshToken))),
      logout: () => this.at('users', () => accounts.end(sessionId)),
      revokeSession: ({ id }: { id: string }) => this.at('users', () => accounts.end(id)),
      startGuestSession: () => this.at('users', () => this.session(accounts.startGuest())),
      setGuestContact: ({ input }: Input<{ name: string; email: string }>) =>
        this.user(Object.assign(user(), input), sessionId),
      updateProfile: ({ input }: Input<{ name: string }>) => {
        user().name = input.name;
        return this.user(user(), sessionId);
      },
      saveAddress: ({ input }: Input<{ address: Record<string, unknown> }>) => {
        const saved = { ...input.address, id: randomUUID() };
        this.addresses.set(user().id, [...(this.addresses.get(user().id) ?? []), saved]);
        return saved;
      },
      deleteAddress: ({ id }: { id: string }) => {
        const own = this.addresses.get(user().id) ?? [];
        this.addresses.set(
          user().id,
          own.filter((address) => address.id !== id),
        );
        return own.some((address) => address.id === id);
      },
      addToCart: ({ input: { sku, quantity } }: Input<Omit<Line, 'amount'>>) => {
        const inCart = cartOf().find((line) => line.sku === sku)?.quantity ?? 0;
        return this.setLine(user().id, sku, inCart + quantity);
      },
      setCartLine: ({ input: { sku, quantity } }: Input<Omit<Line, 'amount'>>) =>
        this.setLine(user().id, sku, quantity),
      pushKey: () => this.at('users', () => this.pushKey),
      registerPush: ({ input }: Input<{ endpoint: string }>) =>
        this.at('users', () => {
          user();
          this.pushEndpoints.set(sessionId!, input.endpoint);
          return true;
        }),
      unregisterPush: () => this.at('users', () => this.pushEndpoints.delete(sessionId!)),
      replayCartChange: ({ input }: Input<CartChange>) =>
        this.at('orders', () => this.replayCartChange(user().id, input)),
      changedProducts: (args: { since: string; first: number; after?: string }) =>
        this.at('inventory', () => this.changedProducts(args)),
      clearCart: () => {
        this.carts.set(user().id, []);
        return this.cart(user().id);
      },
      placeOrder: ({ input }: Input<{ shippingAddress: object }>) =>
        this.at('orders', () => this.placeOrder(user().id, cartOf(), input.shippingAddress)),
      cancelOrder: ({ input }: Input<{ orderId: string; reason: string }>) =>
        this.changeOrder(input.orderId, 'PENDING', 'CANCELLED', input.reason),
      requestReturn: ({ input }: Input<{ orderId: string; reason: string }>) =>
        this.changeOrder(input.orderId, 'DELIVERED', 'RETURNED', input.reason),
    };
  }

  private ownOrder(id: string, account: Account | null): object {
    const found = this.orders.get(id);
    return found && found.owner === account?.id ? found.order : fail('NOT_FOUND', 'orders');
  }

  /** Tells everybody who watches. */
  wake(): void {
    for (const wake of this.watchers.splice(0)) wake();
  }

  /** Moves an order on, and tells who watches it. */
  setStatus(orderId: string, status: string): void {
    this.orders.get(orderId)!.order['status'] = status;
    this.wake();
  }

  private async *live<T>(read: () => T): AsyncGenerator<T> {
    for (;;) {
      const changed = new Promise<void>((resolve) => this.watchers.push(resolve));
      yield read();
      await changed;
    }
  }

  /** What `work` answers, unless the service is down. */
  private at<T>(service: ServiceName, work: () => T): T {
    this.asked.add(service);
    if (this.down.has(service)) fail('SUBGRAPH_UNAVAILABLE', service);
    return work();
  }

  private session(outcome: ReturnType<Accounts['login' | 'register' | 'refresh']>) {
    return outcome.__typename === 'AuthSession'
      ? { ...outcome, user: this.user(outcome.account, null) }
      : outcome;
  }

  private user(account: Account, sessionId: string | null) {
    return {
      id: account.id,
      email: account.email,
      name: account.name,
      emailVerified: false,
      isGuest: account.isGuest,
      roles: account.roles,
      createdAt: '2026-01-31T12:00:00.000Z',
      addresses: () => this.addresses.get(account.id) ?? [],
      sessions: () => this.accounts.sessionsOf(account.id, sessionId),
      cart: () => this.at('orders', () => this.cart(account.id)),
      orders: ({ first }: { first: number }) => this.ordersOf(account, first),
      changedOrders: ({ since, first, after }: { since?: string; first: number; after?: string }) =>
        this.at('orders', () => {
          const own = [...this.orders.values()].filter(({ owner }) => owner === account.id);
          const orders = own.map(({ order }) => order as { updatedAt: string });
          return changes(orders, since, first, after);
        }),
    };
  }

  private ordersOf(account: Account, first: number) {
    return this.at('orders', () => {
      if (first > 100) fail('BAD_USER_INPUT', 'orders');
      const own = [...this.orders.values()].filter(({ owner }) => owner === account.id);
      return connection(own.map(({ order }) => order).reverse(), first);
    });
  }

  /** As orders does when it hears of it: the guest's units are added, 99 at most. */
  private mergeCarts(guestId: string, userId: string): void {
    for (const { sku, quantity } of this.carts.get(guestId) ?? []) {
      const present = (this.carts.get(userId) ?? []).find((line) => line.sku === sku);
      this.setLine(userId, sku, Math.min(cartTooFull, quantity + (present?.quantity ?? 0)));
    }
    this.carts.delete(guestId);
  }

  private products({ first, filter = {} }: ProductArgs) {
    if (first > 100) fail('BAD_USER_INPUT', 'inventory');
    const found = products.filter(
      ({ name, category, index }) =>
        (!filter.category || category.slug === filter.category) &&
        (!filter.search || name.toLowerCase().includes(filter.search)) &&
        (!filter.inStock || this.stock(index).available > 0),
    );
    const counts = categories.map((category) => ({
      category,
      count: found.filter((product) => product.category === category).length,
    }));
    const page = connection(
      found.map(({ id }) => this.productOrNull((product) => product.id === id)),
      first,
    );
    const price = { min: money(1_000), max: money(3_900) };
    return { ...page, facets: { categories: counts, price, inStock: found.length } };
  }

  private stock(index: number) {
    const available = this.stocks.get(index) ?? index;
    return { available, level: available > 5 ? 'IN_STOCK' : available > 0 ? 'LOW' : 'OUT' };
  }

  private productOrNull(fits: (product: (typeof products)[number]) => boolean): object | null {
    const product = products.find(fits);
    if (!product) return null;
    const skus = ['A', 'B'].map((letter) => `${product.slug}-${letter}`);
    const variants = skus.flatMap((sku) => this.variant(sku) ?? []);
    return {
      ...product,
      description: `What is to be said about ${product.name}.`,
      images: [{ url: `/images/${product.slug}.svg`, alt: product.name }],
      variants,
      // When all of it is withdrawn, the last range stays.
      priceRange: { min: variants[0]?.price ?? money(0), max: variants.at(-1)?.price ?? money(0) },
    };
  }

  private variant(sku: string) {
    const [, slug, letter] = /^(.+)-([AB])$/.exec(sku) ?? [];
    const product = products.find((found) => found.slug === slug);
    if (!product || this.withdrawn.has(sku)) return null;
    const listed = 1000 + product.index * 100 + (letter === 'B' ? 50 : 0);
    return {
      sku,
      name: `Size ${letter}`,
      price: money(this.prices.get(sku) ?? listed),
      stock: this.stock(product.index),
      watched: false,
      product: () => this.productOrNull(({ id }) => id === product.id),
    };
  }

  private line({ sku, quantity, amount }: Line) {
    return {
      sku,
      name: `${sku} as it was called`,
      quantity,
      unitPrice: money(amount),
      lineTotal: money(amount * quantity),
      shippedQuantity: 0,
      returnedQuantity: 0,
      variant: () => this.at('inventory', () => this.variant(sku)),
    };
  }

  private cart(owner: string) {
    const lines = this.carts.get(owner) ?? [];
    return {
      __typename: 'Cart',
      lines: lines.map((line) => this.line(line)),
      totalQuantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      subtotal: lines.length > 0 ? money(totalOf(lines)) : null,
    };
  }

  private setLine(owner: string, sku: string, quantity: number) {
    const variant = this.variant(sku);
    if (!variant)
      return { __typename: 'UnknownVariant', message: 'There is no such variant.', sku };
    if (quantity > cartTooFull) return { __typename: 'CartLimit', message: '99 at most.' };
    const others = (this.carts.get(owner) ?? []).filter((line) => line.sku !== sku);
    const line = { sku, quantity, amount: variant.price.amount };
    this.carts.set(owner, quantity > 0 ? [...others, line] : others);
    return this.cart(owner);
  }

  /** As orders does: once per key, and only to a line that is as expected. */
  private replayCartChange(owner: string, change: CartChange) {
    const { idempotencyKey, sku, quantity, expectedQuantity } = change;
    const key = `${owner} ${idempotencyKey}`;
    if (this.cartChanges.has(key)) return this.cart(owner);
    const present = (this.carts.get(owner) ?? []).find((line) => line.sku === sku)?.quantity ?? 0;
    if (present !== expectedQuantity && present !== quantity)
      return {
        __typename: 'CartLineConflict',
        message: 'The cart was changed elsewhere in the meantime.',
        sku,
        expectedQuantity,
        quantity: present,
        cart: this.cart(owner),
      };
    this.cartChanges.add(key);
    return this.setLine(owner, sku, quantity);
  }

  /** A product of the shop changes when a test says so. */
  touch(slug: string, change: { categorySlug?: string } = {}): void {
    const product = products.find((found) => found.slug === slug)!;
    this.changes.set(product.id, { updatedAt: new Date().toISOString(), ...change });
  }

  private changedProducts({
    since,
    first,
    after,
  }: {
    since: string;
    first: number;
    after?: string;
  }) {
    const changed = [...this.changes].map(([id, { updatedAt, categorySlug }]) => {
      const product = this.productOrNull((found) => found.id === id)!;
      const category = categories.find(({ slug }) => slug === categorySlug);
      return { ...product, ...(category && { category }), updatedAt };
    });
    return changes(changed, since, first, after);
  }

  private placeOrder(owner: string, lines: Line[], shippingAddress: object) {
    if (lines.length === 0) return { __typename: 'EmptyCart', message: 'The cart is empty.' };
    const current = lines.map((line) => ({ line, variant: this.variant(line.sku)! }));
    const short = current.filter(({ line, variant }) => variant.stock.available < line.quantity);
    if (short.length > 0)
      return {
        __typename: 'OutOfStock',
        message: 'Not enough in stock.',
        shortages: short.map(({ line, variant }) => ({
          sku: line.sku,
          requested: line.quantity,
          available: variant.stock.available,
        })),
      };
    const changed = current.filter(({ line, variant }) => variant.price.amount !== line.amount);
    if (changed.length > 0)
      return {
        __typename: 'PriceChanged',
        message: 'Prices have changed.',
        changes: changed.map(({ line, variant }) => ({
          sku: line.sku,
          oldPrice: money(line.amount),
          newPrice: variant.price,
        })),
      };
    return {
      __typename: 'PlaceOrderSuccess',
      order: this.createOrder(owner, lines, shippingAddress),
    };
  }

  private createOrder(owner: string, lines: Line[], shippingAddress: object) {
    const order = {
      id: randomUUID(),
      number: `TR-${100_000 + this.orders.size}`,
      status: 'PENDING',
      lines: lines.map((line) => this.line(line)),
      subtotal: money(totalOf(lines)),
      shipping: money(490),
      total: money(totalOf(lines) + 490),
      shippingAddress: { id: null, ...shippingAddress },
      shipments: [],
      returns: [],
      contact: () => fail('FORBIDDEN', 'orders'),
      payment: { status: 'NONE', captured: money(0), refunded: money(0) },
      timeline: [{ at: '2026-02-01T08:00:00.000Z', type: 'PLACED', note: null }],
      placedAt: '2026-02-01T08:00:00.000Z',
      updatedAt: new Date().toISOString(),
    };
    this.orders.set(order.id, { owner, order });
    this.carts.set(owner, []);
    return order;
  }

  private changeOrder(orderId: string, from: string, to: string, note: string) {
    const order = this.orders.get(orderId)?.order ?? fail('NOT_FOUND', 'orders');
    if (order['status'] !== from)
      return { __typename: 'InvalidOrderState', message: 'Too late.', status: order['status'] };
    order['status'] = to;
    order['updatedAt'] = new Date().toISOString();
    const happened = { at: '2026-02-02T08:00:00.000Z', type: to, note };
    order['timeline'] = [...(order['timeline'] as object[]), happened];
    return { __typename: 'OrderSuccess', order };
  }
}

interface CartChange {
  idempotencyKey: string;
  sku: string;
  quantity: number;
  expectedQuantity: number;
}

/** What changed after a moment, the longest ago first; a cursor is a place in that list. */
function changes(
  nodes: { updatedAt: string }[],
  since: string | null | undefined,
  first: number,
  after: string | null | undefined,
) {
  const changed = nodes
    .filter(({ updatedAt }) => !since || updatedAt > since)
    .toSorted((one, other) => (one.updatedAt < other.updatedAt ? -1 : 1));
  const start = Number((after ?? 'c-1').slice(1)) + 1;
  const page = connection(changed.slice(start), first);
  const end = start + page.edges.length - 1;
  return { ...page, pageInfo: { ...page.pageInfo, endCursor: `c${end}` } };
}

interface ProductArgs {
  first: number;
  filter?: { search?: string; category?: string; inStock?: boolean };
}
interface Input<T> {
  input: T;
}

const totalOf = (lines: readonly Line[]) =>
  lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0);

function connection(nodes: readonly unknown[], first: number) {
  const edges = nodes.slice(0, first).map((node, index) => ({ node, cursor: `c${index}` }));
  return {
    edges,
    pageInfo: {
      hasNextPage: nodes.length > first,
      hasPreviousPage: false,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: nodes.length,
  };
}

function fail(code: string, service = 'users'): never {
  throw new GraphQLError(`${code} of ${service}`, { extensions: { code, service } });
}
