/** Staff finds orders by what users and inventory told, and nobody finds somebody who is gone. */
import { createId, type Identity } from '@tributary/service';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countSql, customer, type Harness, staff, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer(
    { sku: 'MUG-BLUE', name: 'Double-walled Mug — Blue', amount: 1_000 },
    { sku: 'LAMP-1', name: 'Ünal Lamp — Größe 1', amount: 9_000 },
  );
  shop = shopping(harness);
});
afterAll(() => harness.close());

const minutes = (count: number) => new Date(Date.UTC(2026, 0, 1) + count * 60_000);

/** A buyer whom nobody else is called like, as users announces them. */
async function aBuyer(name = 'Ada Lovelace', at = minutes(0)) {
  const buyer = customer();
  const tag = `t${buyer.userId.replaceAll('-', '').slice(-12)}`;
  const known = { userId: buyer.userId, name: `${name} ${tag}`, email: `${tag}@example.com` };
  await harness.deliver('UserRegistered', known, createId(), at);
  return { ...buyer, tag, known };
}

async function search(filter: object, identity: Identity = staff(), first = 100) {
  const { data, errors } = await harness.graphql(
    `query ($filter: OrderFilter, $first: Int) { orders(filter: $filter, first: $first) {
      edges { node { id contact { name email } } } } }`,
    { filter, first },
    identity,
  );
  const nodes: { id: string; contact: { name: string; email: string } | null }[] =
    data?.orders.edges.map((edge: { node: unknown }) => edge.node);
  return { ids: nodes?.map(({ id }) => id), nodes, code: errors?.[0]?.extensions.code };
}
const found = async (filter: object) => (await search(filter)).ids;

describe('an order is found', () => {
  let buyer: Awaited<ReturnType<typeof aBuyer>>;
  let mug: { id: string; order: { number: string; placedAt: string } };
  let lamp: typeof mug;
  beforeAll(async () => {
    buyer = await aBuyer('Åsa O’Brien-Müller');
    mug = await shop.order({ buyer, quantity: 2 });
    lamp = await shop.confirmedOrder({ buyer, sku: 'LAMP-1' });
  });
  const mine = (filter: object) => found({ buyerId: buyer.userId, ...filter });

  it('by each word of the buyer’s name, from its beginning, whatever case and accents', async () => {
    for (const word of ['Åsa', 'asa', 'ÅS', 'muller', "O'Brien-Mü", 'o’brien-müller'])
      for (const filter of [{ search: word }, { buyer: word }])
        expect({ word, ids: await mine(filter) }).toEqual({ word, ids: [lamp.id, mug.id] });
    expect(await mine({ search: 'sa' })).toEqual([]);
    expect(await found({ search: buyer.tag })).toEqual([lamp.id, mug.id]);
  });

  it('by the buyer’s e-mail address, whole or from the beginning of a part', async () => {
    for (const text of [buyer.known.email, buyer.known.email.toUpperCase(), `${buyer.tag}@ex`])
      expect(await found({ search: text })).toEqual([lamp.id, mug.id]);
    expect(await mine({ buyer: 'example.com' })).toHaveLength(2);
    expect(await found({ search: `x${buyer.known.email}` })).toEqual([]);
  });

  it('by product and by SKU', async () => {
    expect(await mine({ product: 'unal gro' })).toEqual([lamp.id]);
    expect(await mine({ product: 'walled' })).toEqual([mug.id]);
    expect(await mine({ product: 'lamp-1' })).toEqual([lamp.id]);
    expect(await mine({ sku: 'LAMP-1' })).toEqual([lamp.id]);
    expect(await mine({ sku: 'lamp-1' })).toEqual([]);
    expect(await mine({ sku: 'LAMP' })).toEqual([]);
    expect(await mine({ product: buyer.tag })).toEqual([]);
    expect(await mine({ buyer: 'lamp' })).toEqual([]);
  });

  it('by its number, whole in either field, or from a beginning of it', async () => {
    const { number } = mug.order;
    for (const filter of [{ number }, { search: number }, { search: number.slice(3) }])
      expect(await mine(filter)).toEqual([mug.id]);
    expect(await mine({ search: number.slice(0, 6) })).toContain(mug.id);
    expect(await mine({ number: number.slice(0, 6) })).toEqual([]);
  });

  it('by total, both ends included', async () => {
    const total = 2_490;
    expect(await mine({ totalMin: total, totalMax: total })).toEqual([mug.id]);
    expect(await mine({ totalMax: total - 1 })).toEqual([]);
    expect(await mine({ totalMin: total + 1 })).toEqual([lamp.id]);
  });

  it('by all of these together, and not when one of them does not fit', async () => {
    const { number, placedAt } = mug.order;
    const fitting = {
      search: `mug ${buyer.tag}`,
      buyer: 'åsa',
      product: 'blue double',
      buyerId: buyer.userId,
      sku: 'MUG-BLUE',
      number,
      status: ['PENDING', 'CONFIRMED', 'PENDING'],
      placedFrom: placedAt,
      totalMin: 1,
      totalMax: 100_000,
    };
    const { number: _number, ...unnumbered } = fitting;
    const { buyerId: _buyerId, ...anybodys } = unnumbered;
    for (const filter of [fitting, unnumbered, anybodys]) {
      expect(await found(filter)).toEqual([mug.id]);
      for (const wrong of [
        { search: `lamp ${buyer.tag}` },
        { buyer: 'grace' },
        { product: 'red' },
        { buyerId: createId() },
        { sku: 'LAMP-1' },
        { number: 'TR-1' },
        { status: ['SHIPPED'] },
        { status: [] },
        { placedTo: placedAt },
        { totalMin: 100_000 },
        { totalMax: 1 },
      ])
        expect({ wrong, ids: await found({ ...filter, ...wrong }) }).toEqual({ wrong, ids: [] });
    }
  });

  it('with what staff needs to write to the buyer', async () => {
    const { name, email } = buyer.known;
    const { nodes } = await search({ search: buyer.tag });
    expect(nodes.map(({ contact }) => contact)).toEqual([
      { name, email },
      { name, email },
    ]);
  });
});

describe('a list of what was searched for', () => {
  let buyer: Awaited<ReturnType<typeof aBuyer>>;
  const placed: string[] = [];
  beforeAll(async () => {
    buyer = await aBuyer();
    for (let count = 0; count < 12; count++) placed.unshift((await shop.order({ buyer })).id);
  });

  it.each([
    ['words', () => ({ search: buyer.tag })],
    ['words and states', () => ({ search: buyer.tag, status: ['PENDING', 'CONFIRMED'] })],
    ['a buyer', () => ({ buyerId: buyer.userId })],
    ['a buyer and states', () => ({ buyerId: buyer.userId, status: ['PENDING'] })],
    ['a total and a buyer', () => ({ buyerId: buyer.userId, totalMin: 1 })],
  ])('by %s comes page by page, each once, newest first', async (_what, filter) => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await harness.graphql(
        `query ($filter: OrderFilter, $after: String) { orders(filter: $filter, first: 5, after: $after) {
          edges { node { id } } pageInfo { hasNextPage endCursor } } }`,
        { filter: filter(), after },
        staff(),
      );
      seen.push(...data.orders.edges.map((edge: { node: { id: string } }) => edge.node.id));
      if (!data.orders.pageInfo.hasNextPage) break;
      after = data.orders.pageInfo.endCursor;
    }
    expect(seen).toEqual(placed);
  });

  it('costs two statements, contacts included, for 1 as for 12', async () => {
    const count = (first: number) =>
      countSql(async () => {
        const { ids } = await search({ search: buyer.tag }, staff(), first);
        expect(ids).toHaveLength(first);
      });
    expect(await count(1)).toBe(2);
    expect(await count(12)).toBe(2);
  });
});

describe('news of a buyer', () => {
  let buyer: Awaited<ReturnType<typeof aBuyer>>;
  let orderId: string;
  beforeEach(async () => {
    buyer = await aBuyer('Grace', minutes(10));
    orderId = (await shop.order({ buyer })).id;
  });
  const changed = (name: string, at: Date, id = createId()) => {
    const { userId, email } = buyer.known;
    return harness.deliver('UserProfileChanged', { userId, email, name }, id, at);
  };
  const isFoundBy = async (text: string) => {
    const ids = await found({ search: `${text} ${buyer.tag}` });
    expect(await found({ search: text, buyerId: buyer.userId })).toEqual(ids);
    return ids.includes(orderId);
  };

  it('change what their orders are found by, those before and those after', async () => {
    await changed('Hopper', minutes(11));
    expect([await isFoundBy('grace'), await isFoundBy('hopper')]).toEqual([false, true]);
    const { id } = await shop.order({ buyer });
    expect(await found({ buyer: `hopper ${buyer.tag}` })).toEqual([id, orderId]);
  });

  it('that come late do not overwrite newer ones', async () => {
    await changed('Newest', minutes(20));
    await changed('Older', minutes(15));
    expect([await isFoundBy('older'), await isFoundBy('newest')]).toEqual([false, true]);
  });

  it('that come twice are taken once', async () => {
    const id = await changed('First', minutes(20));
    await changed('Second', minutes(21));
    await changed('First', minutes(20), id);
    expect([await isFoundBy('first'), await isFoundBy('second')]).toEqual([false, true]);
  });

  it('that come before any order, or after it, are the same to a search', async () => {
    const late = customer();
    const { id } = await shop.order({ buyer: late });
    const tag = `late${late.userId.slice(-12)}`;
    expect(await found({ search: tag })).toEqual([]);
    const known = { userId: late.userId, name: tag, email: `${tag}@example.com` };
    await harness.deliver('UserRegistered', known, createId(), minutes(0));
    expect(await found({ search: tag })).toEqual([id]);
  });

  it('reach a buyer’s thousandth order, 500 at a time', async () => {
    await copyOrder(harness.owner, orderId, 1_100);
    await changed('Rear-Admiral', minutes(30));
    let turns = 0;
    for (let seen = 0; ; turns++) {
      const stale = (await harness.outbox('OrderSearchStale')).filter(
        ({ payload }) => payload['buyerId'] === buyer.userId,
      );
      if (stale.length === seen) break;
      const { id, payload } = stale[seen++]!;
      await harness.deliver('OrderSearchStale', payload as never, id);
    }
    expect(turns).toBe(2);
    expect(await countFoundBy(harness, `b:rear-admiral`)).toBe(1_101);
    expect(await countFoundBy(harness, `b:grace`, buyer.userId)).toBe(0);
  });

  it('wait for an order that is being placed, and do not overlook it', async () => {
    const client = await harness.owner.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM carts WHERE user_id = $1 FOR UPDATE', [buyer.userId]);
    await copyOrder(client, orderId, 1);
    const news = { isTaken: false };
    const taking = changed('Hopper', minutes(11)).then(() => (news.isTaken = true));
    await until(async () => news.isTaken || (await isWaitingForCart()));
    await client.query('COMMIT');
    client.release();
    await taking;
    expect(await countFoundBy(harness, 'b:hopper', buyer.userId)).toBe(2);
  });

  it('and orders that are placed at the same time do not overlook one another', async () => {
    for (let round = 0; round < 5; round++) {
      await shop.addToCart(buyer, 'MUG-BLUE');
      await Promise.all([shop.placeOrder(buyer), changed(`Round${round}`, minutes(100 + round))]);
    }
    expect(await countFoundBy(harness, 'b:round4', buyer.userId)).toBe(6);
  });
});

/** Somebody waits for a row of carts, or for who has it. */
async function isWaitingForCart(): Promise<boolean> {
  const { rows } = await harness.owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted
     AND (relation IS NULL OR relation = 'carts'::regclass)`,
  );
  return rows[0]!.count > 0;
}

describe('a buyer who is erased', () => {
  it('is found by nothing, in no column, also after late and repeated news', async () => {
    const buyer = await aBuyer('Radia', minutes(10));
    const { id } = await shop.order({ buyer });
    const { userId } = buyer;
    await copyOrder(harness.owner, id, 600);
    await harness.deliver('UserErased', { userId }, createId(), minutes(20));
    const [stale] = (await harness.outbox('OrderSearchStale')).filter(
      ({ payload }) => payload['buyerId'] === userId,
    );
    await harness.deliver('OrderSearchStale', stale!.payload as never, stale!.id);
    await harness.deliver('UserProfileChanged', buyer.known, createId(), minutes(15));
    await harness.deliver('UserProfileChanged', buyer.known, createId(), minutes(30));
    await harness.deliver('UserRegistered', buyer.known, createId(), minutes(10));
    await harness.deliver('UserErased', { userId }, createId(), minutes(20));

    for (const filter of [{ search: buyer.tag }, { buyer: buyer.known.email }, { buyerId: userId }])
      expect(await found(filter)).toEqual([]);
    expect(await found({ sku: 'MUG-BLUE', number: await numberOf(id) })).toEqual([id]);
    expect((await search({ number: await numberOf(id) })).nodes[0]!.contact).toBeNull();
    for (const table of ['buyers', 'order_search', 'orders', 'carts', 'known_prices', 'outbox']) {
      const text = `SELECT count(*)::int AS count FROM ${table} t WHERE t::text ILIKE '%' || $1 || '%'`;
      for (const secret of [buyer.tag, 'Radia', buyer.known.email]) {
        const { rows } = await harness.owner.query(text, [secret]);
        expect({ secret, table, count: rows[0].count }).toEqual({ secret, table, count: 0 });
      }
    }
  });

  it('can be erased before anything else is heard of them', async () => {
    const buyer = customer();
    const { id } = await shop.order({ buyer });
    const { userId } = buyer;
    const known = { userId, name: 'Nobody Really', email: 'nobody-really@example.com' };
    await harness.deliver('UserErased', { userId }, createId(), minutes(20));
    await harness.deliver('UserRegistered', known, createId(), minutes(30));
    expect(await found({ search: 'nobody-really' })).toEqual([]);
    expect((await search({ number: await numberOf(id) })).nodes[0]!.contact).toBeNull();
  });
});

describe('a product that is renamed', () => {
  const priced = (name: string, at: Date) =>
    harness.deliver('VariantsPriced', {
      variants: [{ sku: 'CLOCK-1', name, price: { amount: 500, currency: 'EUR' } }],
      pricedAt: at.toISOString(),
    });

  it('is found by the name it was bought under and the name it has', async () => {
    harness.inventory.offer({ sku: 'CLOCK-1', name: 'Cuckoo Clock', amount: 500 });
    await priced('Cuckoo Clock', minutes(1));
    const { id } = await shop.order({ sku: 'CLOCK-1' });
    expect(await found({ product: 'forest' })).toEqual([]);
    await priced('Black Forest Timepiece', minutes(2));
    for (const text of ['cuckoo', 'forest time']) {
      expect(await found({ product: text })).toEqual([id]);
      expect(await found({ search: text })).toEqual([id]);
    }
    await priced('Stale Name', minutes(1));
    expect(await found({ product: 'stale' })).toEqual([]);
  });
});

describe('misuse', () => {
  it.each([
    ['a search of 201 characters', { search: 'a'.repeat(201) }],
    ['a search of 11 words', { search: 'a b c d e f g h i j k' }],
    ['a zero byte', { search: 'a\0b' }],
    ['half a character', { buyer: 'a\uD800' }],
    ['a zero byte in a number', { number: '\0' }],
    ['a number that is too long', { number: '1'.repeat(41) }],
  ])('%s is refused', async (_what, filter) => {
    expect((await search(filter)).code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['no word', { search: '—' }],
    ['a wildcard', { search: '%' }],
    ['an id that is none', { buyerId: 'x' }],
    ['a SKU that is none', { sku: "'; DROP TABLE orders; --" }],
    ['what looks like a query', { search: `o'brien\\ & !(x | y):*` }],
    ['a word of 200 letters', { product: 'é'.repeat(200) }],
    ['totals the wrong way round', { totalMin: 2, totalMax: 1 }],
  ])('%s finds nothing and breaks nothing', async (_what, filter) => {
    expect(await search(filter)).toMatchObject({ ids: [], code: undefined });
  });

  it('a blank text is one that was not given', async () => {
    expect((await found({ search: '  ' })).length).toBeGreaterThan(5);
  });

  it('a page of 101 and a cursor of nothing are refused', async () => {
    expect((await search({ search: 'ada' }, staff(), 101)).code).toBe('BAD_USER_INPUT');
    for (const after of ['x', Buffer.from('["2026-01-01T00:00:00Z","x"]').toString('base64url')]) {
      const { errors } = await harness.graphql(
        'query ($after: String) { orders(after: $after, filter: { search: "a" }) { edges { cursor } } }',
        { after },
        staff(),
      );
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('neither the list nor a contact is for customers', async () => {
    const buyer = await aBuyer();
    const { id } = await shop.order({ buyer });
    expect((await search({ search: 'ada' }, buyer)).code).toBe('FORBIDDEN');
    const { data, errors } = await harness.graphql(
      'query ($id: ID!) { order(id: $id) { id contact { email } } }',
      { id },
      buyer,
    );
    expect(data.order).toEqual({ id, contact: null });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

const numberOf = async (id: string) => (await shop.read(id)).number as string;

/** More orders like this one that have arrived: same buyer, same lines. */
async function copyOrder(
  owner: pg.Pool | pg.PoolClient,
  id: string,
  copies: number,
): Promise<void> {
  await owner.query(
    `WITH copy AS (
      INSERT INTO orders (id, buyer_id, status, subtotal_amount, shipping_amount, total_amount, currency,
        idempotency_key, request_hash, placed_at)
      SELECT gen_random_uuid(), buyer_id, 'DELIVERED', subtotal_amount, shipping_amount, total_amount, currency,
        idempotency_key || gen_random_uuid(), '', placed_at
      FROM orders, generate_series(1, $2) n WHERE id = $1 RETURNING id)
    INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount)
    SELECT copy.id, position, sku, name, quantity, unit_price_amount
    FROM copy, order_lines WHERE order_id = $1`,
    [id, copies],
  );
}

async function countFoundBy({ owner }: Harness, lexeme: string, buyerId: string | null = null) {
  const { rows } = await owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM order_search
     WHERE document @@ quote_literal($1)::tsquery AND ($2::uuid IS NULL OR buyer_id = $2)`,
    [lexeme, buyerId],
  );
  return rows[0]!.count;
}
