import { randomUUID } from 'node:crypto';
import { guest } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addProduct,
  anOrder,
  brokenLevels,
  createDeliveries,
  customer,
  type Inventory,
  staff,
  startInventory,
  wrongInStock,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const mutations = {
  createProduct: `mutation ($input: CreateProductInput!) { createProduct(input: $input) { __typename
    ... on CreateProductSuccess { product { id slug category { slug } variants { sku price { amount } stock { level } } } }
    ... on SlugOrSkuTaken { message } } }`,
  updateProduct: `mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { name description category { slug } } }`,
  setPrice: `mutation ($input: SetPriceInput!) { setPrice(input: $input) {
    price { amount currency } product { priceRange { min { amount } max { amount } } } } }`,
  receiveStock: `mutation ($input: ReceiveStockInput!) { receiveStock(input: $input) { sku stock { available } } }`,
  adjustStock: `mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename
    ... on AdjustStockSuccess { variant { stock { available } } } ... on StockTooLow { available message } } }`,
  withdrawVariant: `mutation ($input: WithdrawVariantInput!) { withdrawVariant(input: $input) { stock { level } } }`,
  importCatalogue: `mutation ($input: ImportCatalogueInput!) { importCatalogue(input: $input) { id status total processed } }`,
};
type Mutation = keyof typeof mutations;

const run = (name: Mutation, input: object, identity = staff) =>
  inventory.ask(mutations[name], { input }, identity);
const codeOf = async (answer: ReturnType<typeof run>) =>
  (await answer).errors?.[0]?.extensions.code;
const eventsOf = (key: string) =>
  inventory.rows<{ name: string; payload: { variants: unknown[] } }>(
    'SELECT name, payload FROM outbox WHERE key = $1 ORDER BY id',
    [key],
  );

const newProduct = (slug = `p-${randomUUID()}`) => ({
  slug,
  name: 'Blue Mug',
  description: 'It is blue.',
  category: 'kitchen',
  variants: [{ sku: `${slug}-S`, name: 'Small', amount: 1_250, currency: 'EUR' }],
});

const inputs: Record<Mutation, object> = {
  createProduct: newProduct('never'),
  updateProduct: { id: randomUUID(), name: 'X' },
  setPrice: { sku: 'x', amount: 1, currency: 'EUR' },
  receiveStock: { sku: 'x', quantity: 1, reference: 'r', idempotencyKey: 'k2345678' },
  adjustStock: { sku: 'x', delta: 1, reason: 'r', idempotencyKey: 'k2345678' },
  withdrawVariant: { sku: 'x' },
  importCatalogue: { jsonLines: '{}', idempotencyKey: 'k2345678' },
};

describe.each(Object.keys(mutations) as Mutation[])('%s', (name) => {
  it('is for staff only', async () => {
    expect(await codeOf(run(name, inputs[name], guest))).toBe('UNAUTHENTICATED');
    expect(await codeOf(run(name, inputs[name], customer))).toBe('FORBIDDEN');
  });
});

it.each(['updateProduct', 'setPrice', 'receiveStock', 'adjustStock', 'withdrawVariant'] as const)(
  '%s of something unknown is not found',
  async (name) => expect(await codeOf(run(name, inputs[name]))).toBe('NOT_FOUND'),
);

describe('createProduct', () => {
  it('adds a product that is out of stock, and announces its prices', async () => {
    const input = newProduct();
    const { data } = await run('createProduct', input);
    expect(data.createProduct.product).toMatchObject({
      slug: input.slug,
      category: { slug: 'kitchen' },
      variants: [
        { sku: input.variants[0]!.sku, price: { amount: 1_250 }, stock: { level: 'OUT' } },
      ],
    });
    const [event] = await eventsOf(input.variants[0]!.sku);
    expect(event).toMatchObject({
      name: 'VariantsPriced',
      payload: {
        variants: [{ name: 'Blue Mug — Small', price: { amount: 1_250, currency: 'EUR' } }],
      },
    });
  });

  it('names the slug or SKU that is in use, and adds nothing', async () => {
    const first = newProduct();
    await run('createProduct', first);
    const sameSlug = await run('createProduct', {
      ...newProduct(first.slug),
      variants: [{ ...first.variants[0], sku: 'other-sku' }],
    });
    expect(sameSlug.data.createProduct).toEqual({
      __typename: 'SlugOrSkuTaken',
      message: `The slug "${first.slug}" is in use.`,
    });
    const second = { ...newProduct(), variants: first.variants };
    const sameSku = await run('createProduct', second);
    expect(sameSku.data.createProduct.message).toContain(first.variants[0]!.sku);
    expect(await inventory.rows('SELECT 1 FROM products WHERE slug = $1', [second.slug])).toEqual(
      [],
    );
    expect(await inventory.rows(`SELECT 1 FROM variants WHERE sku = 'other-sku'`)).toEqual([]);
  });

  it('at the same time with one slug adds one', async () => {
    const input = newProduct();
    const answers = await Promise.all([1, 2, 3].map(() => run('createProduct', input)));
    const types = answers.map(({ data }) => String(data.createProduct.__typename));
    expect(types.filter((type) => type === 'CreateProductSuccess')).toHaveLength(1);
    expect(types.filter((type) => type === 'SlugOrSkuTaken')).toHaveLength(2);
  });

  const variant = { sku: 'v', name: 'V', amount: 100, currency: 'EUR' };
  it.each([
    ['slug', { slug: 'No Slug' }],
    ['name', { name: ' ' }],
    ['name', { name: 'x'.repeat(201) }],
    ['description', { description: 'x'.repeat(10_001) }],
    ['name', { name: 'a\0b' }],
    ['category', { category: 'no-such-category' }],
    ['variants', { variants: [] }],
    ['variants', { variants: Array.from({ length: 51 }, () => variant) }],
    ['variants', { variants: [variant, variant] }],
    ['variants', { variants: [variant, { ...variant, sku: 'w', currency: 'USD' }] }],
    ['variants.0.amount', { variants: [{ ...variant, amount: 0 }] }],
    ['variants.0.amount', { variants: [{ ...variant, amount: 100_000_001 }] }],
    ['variants.0.sku', { variants: [{ ...variant, sku: 'a b' }] }],
    ['images', { images: Array.from({ length: 11 }, () => ({ url: '/a.png', alt: '' })) }],
    ['images.0.url', { images: [{ url: 'javascript:alert(1)', alt: '' }] }],
  ])('refuses a bad %s by name', async (field, change) => {
    const { errors } = await run('createProduct', { ...newProduct(), ...change });
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors?.[0]?.message).toContain(`"input.${field}"`);
  });
});

describe('updateProduct', () => {
  it('changes what is given, announces a new name, and is found by it', async () => {
    const { id, skus } = await addProduct(inventory.store, { name: 'Old Name' });
    const { data } = await run('updateProduct', {
      id,
      name: 'Marmalade Spoon',
      category: 'coffee-tea',
    });
    expect(data.updateProduct).toEqual({
      name: 'Marmalade Spoon',
      description: 'It is what it is.',
      category: { slug: 'coffee-tea' },
    });
    const events = await eventsOf(skus[0]!);
    expect(events.at(-1)?.payload.variants).toMatchObject([{ name: 'Marmalade Spoon — Size 1' }]);
    const found = await inventory.ask(
      '{ products(filter: { search: "marmalade coffee" }) { totalCount } }',
    );
    expect(found.data.products.totalCount).toBe(1);
  });

  it('announces nothing when the name stays', async () => {
    const { id, skus } = await addProduct(inventory.store);
    await run('updateProduct', { id, description: 'New words.' });
    expect(await eventsOf(skus[0]!)).toHaveLength(1);
  });
});

describe('setPrice', () => {
  it('moves the price and the range, and announces it', async () => {
    const { skus } = await addProduct(inventory.store, { amounts: [1_000, 2_000] });
    const { data } = await run('setPrice', { sku: skus[0], amount: 3_000, currency: 'EUR' });
    expect(data.setPrice).toEqual({
      price: { amount: 3_000, currency: 'EUR' },
      product: { priceRange: { min: { amount: 2_000 }, max: { amount: 3_000 } } },
    });
    const events = await eventsOf(skus[0]!);
    expect(events.at(-1)?.payload.variants).toEqual([
      { sku: skus[0], name: 'Plain Thing — Size 1', price: { amount: 3_000, currency: 'EUR' } },
    ]);
  });

  it('keeps a product in one currency', async () => {
    const { skus } = await addProduct(inventory.store, { amounts: [1_000, 2_000] });
    const price = { amount: 5, currency: 'USD' };
    expect(await codeOf(run('setPrice', { sku: skus[0], ...price }))).toBe('BAD_USER_INPUT');
    const only = await addProduct(inventory.store, { amounts: [1_000] });
    const { data } = await run('setPrice', { sku: only.skus[0], ...price });
    expect(data.setPrice.price).toEqual(price);
  });

  it.each([0, -5, 100_000_001])('refuses %i', async (amount) => {
    expect(await codeOf(run('setPrice', { sku: 'x', amount, currency: 'EUR' }))).toBe(
      'BAD_USER_INPUT',
    );
  });

  it('of all variants at once leaves the right range', async () => {
    const { id, skus } = await addProduct(inventory.store, { amounts: [100, 200, 300, 400] });
    await Promise.all(
      skus.map((sku, at) => run('setPrice', { sku, amount: 1_000 + at, currency: 'EUR' })),
    );
    expect(
      await inventory.rows(
        'SELECT min_price_amount, max_price_amount FROM products WHERE id = $1',
        [id],
      ),
    ).toEqual([{ min_price_amount: 1_000, max_price_amount: 1_003 }]);
  });
});

describe('receiveStock', () => {
  it('with one key books once, also when sent five times at once', async () => {
    const { skus } = await addProduct(inventory.store);
    const input = { sku: skus[0], quantity: 7, reference: 'PO-1', idempotencyKey: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => run('receiveStock', input)));
    for (const { data } of answers) expect(data.receiveStock.stock.available).toBe(7);
    expect(
      await inventory.rows(
        'SELECT kind, on_hand_delta, reference FROM stock_movements WHERE sku = $1',
        [skus[0]],
      ),
    ).toEqual([{ kind: 'RECEIVED', on_hand_delta: 7, reference: 'PO-1' }]);
  });

  it('refuses a key that was used for something else', async () => {
    const { skus } = await addProduct(inventory.store);
    const input = { sku: skus[0], quantity: 7, reference: 'PO-1', idempotencyKey: randomUUID() };
    await run('receiveStock', input);
    expect(await codeOf(run('receiveStock', { ...input, quantity: 8 }))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const colleague = { ...staff, userId: randomUUID() };
    const { data } = await run('receiveStock', { ...input, quantity: 8 }, colleague);
    expect(data.receiveStock.stock.available).toBe(15);
  });

  it('does not keep the key of a request that failed', async () => {
    const idempotencyKey = randomUUID();
    const delivery = { quantity: 1, reference: 'r', idempotencyKey };
    expect(await codeOf(run('receiveStock', { sku: 'none', ...delivery }))).toBe('NOT_FOUND');
    const { skus } = await addProduct(inventory.store);
    const { data } = await run('receiveStock', { sku: skus[0], ...delivery });
    expect(data.receiveStock.stock.available).toBe(1);
  });

  it.each([
    ['quantity', { quantity: 0 }],
    ['quantity', { quantity: 1_000_001 }],
    ['reference', { reference: '' }],
    ['idempotencyKey', { idempotencyKey: 'short' }],
    ['idempotencyKey', { idempotencyKey: 'x'.repeat(101) }],
  ])('refuses a bad %s', async (field, change) => {
    const { errors } = await run('receiveStock', { ...inputs.receiveStock, ...change });
    expect(errors?.[0]?.message).toContain(`"input.${field}"`);
  });

  it('refuses more than can be counted', async () => {
    const { skus } = await addProduct(inventory.store);
    await inventory.store.transaction(async (tx) =>
      tx.moveStock(
        [{ sku: skus[0]!, kind: 'RECEIVED', onHandDelta: 999_999_999, reservedDelta: 0 }],
        await tx.lockLevels(skus),
        { at: new Date(), createId: randomUUID },
      ),
    );
    const input = {
      ...inputs.receiveStock,
      sku: skus[0],
      quantity: 2,
      idempotencyKey: randomUUID(),
    };
    expect(await codeOf(run('receiveStock', input))).toBe('BAD_USER_INPUT');
  });
});

describe('adjustStock', () => {
  it('cannot take what is set aside for orders, and then keeps no key', async () => {
    const { skus } = await addProduct(inventory.store, { quantity: 5 });
    const order = anOrder([{ sku: skus[0]!, quantity: 3 }]);
    await createDeliveries(inventory.store)(order.placed);
    const input = { sku: skus[0], delta: -3, reason: 'broken', idempotencyKey: randomUUID() };
    const refused = await run('adjustStock', input);
    expect(refused.data.adjustStock).toMatchObject({ __typename: 'StockTooLow', available: 2 });
    await createDeliveries(inventory.store)(order.cancelled);
    const done = await run('adjustStock', input);
    expect(done.data.adjustStock.variant.stock.available).toBe(2);
    const again = await run('adjustStock', input);
    expect(again.data.adjustStock.variant.stock.available).toBe(2);
  });

  it('refuses 0 and more than a million', async () => {
    for (const delta of [0, 1_000_001, -1_000_001])
      expect(await codeOf(run('adjustStock', { ...inputs.adjustStock, delta }))).toBe(
        'BAD_USER_INPUT',
      );
  });
});

describe('withdrawVariant', () => {
  it('takes it off sale, once, and says so', async () => {
    const { id, skus } = await addProduct(inventory.store, { quantity: 4 });
    for (let times = 0; times < 2; times++) {
      const { data } = await run('withdrawVariant', { sku: skus[0] });
      expect(data.withdrawVariant.stock.level).toBe('OUT');
    }
    const events = await eventsOf(skus[0]!);
    expect(events.map(({ name }) => name)).toEqual(['VariantsPriced', 'VariantsWithdrawn']);
    expect(await inventory.rows('SELECT in_stock FROM products WHERE id = $1', [id])).toEqual([
      { in_stock: false },
    ]);
    const order = anOrder([{ sku: skus[0]!, quantity: 1 }]);
    await createDeliveries(inventory.store)(order.placed);
    expect((await eventsOf(order.orderId))[0]?.name).toBe('StockRejected');
  });
});

it('after all of that, levels are the sum of their movements', async () => {
  expect(await brokenLevels(inventory)).toEqual([]);
  expect(await wrongInStock(inventory)).toEqual([]);
});
