// What staff see of the stock: the board by level and words, the count, and what happened to it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawVariant } from '../src/commands/withdraw-variant.js';
import { realEffects } from '../src/effects.js';
import {
  addProduct,
  addUnits,
  customer,
  type Inventory,
  staff,
  startInventory,
} from './builders.js';

let inventory: Inventory;
beforeAll(async () => {
  inventory = await startInventory();
  const { store } = inventory;
  await addProduct(store, { slug: 'board-a', name: 'Copper Kettle', quantity: 40 });
  await addProduct(store, { slug: 'board-b', name: 'Walnut Bowl', quantity: 3, amounts: [1, 2] });
  await addProduct(store, { slug: 'board-c', name: 'Copper Pan' });
  await withdrawVariant(store, 'board-b-2', realEffects);
});
afterAll(() => inventory.close());

const board = async (variables: object, identity = staff) =>
  inventory.ask(
    `query ($first: Int, $after: String, $filter: StockFilter) {
      stockBoard(first: $first, after: $after, filter: $filter) {
        edges { node { sku stock { available } count { onHand reserved } withdrawnAt } }
        pageInfo { hasNextPage endCursor } } }`,
    variables,
    identity,
  );
const skus = async (filter: object) =>
  ((await board({ filter })).data.stockBoard.edges as { node: { sku: string } }[]).map(
    ({ node }) => node.sku,
  );

describe('the stock board', () => {
  it('shows what is on sale by SKU, or of one level, or by words', async () => {
    expect(await skus({})).toEqual(['board-a-1', 'board-b-1', 'board-c-1']);
    expect(await skus({ level: 'IN_STOCK' })).toEqual(['board-a-1']);
    expect(await skus({ level: 'LOW' })).toEqual(['board-b-1']);
    expect(await skus({ level: 'OUT' })).toEqual(['board-c-1']);
    expect(await skus({ search: 'copper' })).toEqual(['board-a-1', 'board-c-1']);
    expect(await skus({ search: 'BOARD-B' })).toEqual(['board-b-1']);
    expect(await skus({ search: 'copper', level: 'OUT' })).toEqual(['board-c-1']);
  });

  it('shows what was withdrawn when asked for', async () => {
    const { data } = await board({ filter: { withdrawn: true } });
    expect(data.stockBoard.edges).toEqual([
      {
        node: {
          sku: 'board-b-2',
          stock: { available: 0 },
          count: { onHand: 3, reserved: 0 },
          withdrawnAt: expect.stringMatching(/Z$/) as string,
        },
      },
    ]);
  });

  it('is paged by key', async () => {
    const first = (await board({ first: 2 })).data.stockBoard;
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = (await board({ first: 2, after: first.pageInfo.endCursor })).data.stockBoard;
    expect(rest.edges).toMatchObject([{ node: { sku: 'board-c-1' } }]);
  });

  it('is for staff', async () => {
    expect((await board({}, customer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const { data } = await inventory.ask('{ variant(sku: "board-a-1") { count { onHand } } }');
    expect(data.variant.count).toBeNull();
    for (const field of [
      'variant(sku: "board-a-1") { movements { id } }',
      'product(slug: "board-a") { allVariants { sku } }',
    ])
      expect((await inventory.ask(`{ ${field} }`, {}, customer)).errors?.[0]?.extensions.code).toBe(
        'FORBIDDEN',
      );
  });
});

it('the ledger shows the latest movements, the latest first', async () => {
  await addUnits(inventory.store, 'board-c-1', 7);
  await addUnits(inventory.store, 'board-c-1', 8);
  const { data } = await inventory.ask(
    '{ variant(sku: "board-c-1") { movements(first: 1) { kind onHandDelta reservedDelta reference } } }',
    {},
    staff,
  );
  expect(data.variant.movements).toEqual([
    { kind: 'RECEIVED', onHandDelta: 8, reservedDelta: 0, reference: 'delivery' },
  ]);
});

it('a product shows staff all its variants', async () => {
  const { data } = await inventory.ask(
    '{ product(slug: "board-b") { variants { sku } allVariants { sku withdrawnAt } } }',
    {},
    staff,
  );
  expect(data.product.variants).toEqual([{ sku: 'board-b-1' }]);
  expect(data.product.allVariants).toMatchObject([
    { sku: 'board-b-1', withdrawnAt: null },
    { sku: 'board-b-2' },
  ]);
});
