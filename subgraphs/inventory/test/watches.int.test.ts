/** Watches and thresholds as the graph has them: who may, what is answered, how much SQL it takes. */
import { createId, guest, type Identity, sqlStatements } from '@tributary/service';
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
beforeAll(async () => void (inventory = await startInventory()));
afterAll(() => inventory.close());

const someone = (): Identity => ({ ...customer, userId: createId() });
const watch = (sku: string, identity: Identity) =>
  inventory.ask(
    `mutation ($input: WatchStockInput!) { watchStock(input: $input) { __typename
      ... on WatchStockSuccess { variant { sku watched } }
      ... on AlreadyInStock { message variant { watched stock { available } } }
      ... on TooManyWatches { message limit } } }`,
    { input: { sku } },
    identity,
  );
const unwatch = (sku: string, identity: Identity) =>
  inventory.ask(
    `mutation ($input: UnwatchStockInput!) { unwatchStock(input: $input) { sku watched } }`,
    { input: { sku } },
    identity,
  );
const setThreshold = (sku: string, threshold: number, identity = staff) =>
  inventory.ask(
    `mutation ($input: SetLowStockThresholdInput!) {
      setLowStockThreshold(input: $input) { sku lowStockThreshold } }`,
    { input: { sku, threshold } },
    identity,
  );
const codeOf = async (answer: ReturnType<typeof watch>) =>
  (await answer).errors?.[0]?.extensions.code;
const oneSku = async (quantity = 0) => (await addProduct(inventory.store, { quantity })).skus[0]!;

describe('watchStock', () => {
  it('is seen by who asked, in the list too, until it is taken back', async () => {
    const [sku, later] = [await oneSku(), await oneSku()];
    const [me, other] = [someone(), someone()];
    const success = { __typename: 'WatchStockSuccess', variant: { sku, watched: true } };
    expect((await watch(sku, me)).data.watchStock).toEqual(success);
    expect((await watch(sku, me)).data.watchStock).toEqual(success);
    await watch(later, me);
    const list = async (identity: Identity) =>
      (await inventory.ask('{ watchedVariants { sku } }', {}, identity)).data.watchedVariants;
    expect(await list(me)).toEqual([{ sku: later }, { sku }]);
    expect(await list(other)).toEqual([]);
    const seenBy = async (identity: Identity) =>
      (
        await inventory.ask(
          'query ($sku: ID!) { variant(sku: $sku) { watched } }',
          { sku },
          identity,
        )
      ).data.variant.watched;
    expect([await seenBy(me), await seenBy(other), await seenBy(guest)]).toEqual([
      true,
      false,
      false,
    ]);
    const taken = { sku, watched: false };
    expect((await unwatch(sku, me)).data.unwatchStock).toEqual(taken);
    expect((await unwatch(sku, me)).data.unwatchStock).toEqual(taken);
    expect(await list(me)).toEqual([{ sku: later }]);
  });

  it('has nothing to wait for while there is stock', async () => {
    const { data } = await watch(await oneSku(3), someone());
    expect(data.watchStock).toMatchObject({
      __typename: 'AlreadyInStock',
      variant: { watched: false, stock: { available: 3 } },
    });
  });

  it('tells when there are too many', async () => {
    const me = someone();
    const { skus } = await addProduct(inventory.store, {
      amounts: Array.from({ length: 50 }, () => 100),
    });
    const more = await addProduct(inventory.store, {
      amounts: Array.from({ length: 50 }, () => 100),
    });
    await inventory.rows(
      `INSERT INTO stock_watches (user_id, sku, created_at) SELECT $1, unnest($2::text[]), now()`,
      [me.userId, [...skus, ...more.skus]],
    );
    const { data } = await watch(await oneSku(), me);
    expect(data.watchStock).toMatchObject({ __typename: 'TooManyWatches', limit: 100 });
  });

  it('is refused to guests and for what is not on sale', async () => {
    const sku = await oneSku();
    expect(await codeOf(watch(sku, guest))).toBe('UNAUTHENTICATED');
    expect(await codeOf(unwatch(sku, guest))).toBe('UNAUTHENTICATED');
    expect(await codeOf(inventory.ask('{ watchedVariants { sku } }'))).toBe('UNAUTHENTICATED');
    for (const unknown of ['no-such-sku', 'not a sku']) {
      expect(await codeOf(watch(unknown, someone()))).toBe('NOT_FOUND');
      expect(await codeOf(unwatch(unknown, someone()))).toBe('NOT_FOUND');
    }
    await withdrawVariant(inventory.store, sku, realEffects);
    expect(await codeOf(watch(sku, someone()))).toBe('NOT_FOUND');
  });

  it('costs a list one statement, and a guest none', async () => {
    await addProduct(inventory.store, { amounts: [1, 2, 3] });
    const count = async (fields: string, identity: Identity) => {
      const read = async () => (await sqlStatements.get()).values[0]?.value ?? 0;
      const before = await read();
      await inventory.ask(
        `{ products { edges { node { variants { ${fields} } } } } }`,
        {},
        identity,
      );
      return (await read()) - before;
    };
    const without = await count('sku', customer);
    expect(await count('sku watched', customer)).toBe(without + 1);
    expect(await count('sku watched', guest)).toBe(without);
    expect(await count('sku stock { available } lowStockThreshold', staff)).toBe(without);
  });
});

describe('what is low', () => {
  const list = (variables: object, identity = staff) =>
    inventory.ask(
      `query ($first: Int!, $after: String) { lowStock(first: $first, after: $after) {
        edges { node { sku lowStockThreshold stock { available } } cursor }
        pageInfo { hasNextPage endCursor } } }`,
      variables,
      identity,
    );

  it('is listed for staff page by page, the scarcest first, until it is withdrawn', async () => {
    await inventory.rows('UPDATE stock_levels SET low_stock_threshold = 0');
    await inventory.rows('UPDATE variants SET withdrawn_at = now()');
    const skus = [
      await oneSku(4),
      await oneSku(0),
      await oneSku(2),
      await oneSku(2),
      await oneSku(9),
    ];
    const alike = skus.slice(2, 4).sort();
    const expected = [skus[1], ...alike, skus[0]];
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: Awaited<ReturnType<typeof list>> = await list({ first: 2, after });
      seen.push(...data.lowStock.edges.map(({ node }: { node: { sku: string } }) => node.sku));
      after = data.lowStock.pageInfo.hasNextPage ? data.lowStock.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(expected);
    await addUnits(inventory.store, skus[1]!, 100);
    await withdrawVariant(inventory.store, skus[0]!, realEffects);
    const { data } = await list({ first: 100 });
    expect(data.lowStock.edges).toHaveLength(2);
  });

  it('follows the threshold, which staff set and only staff see', async () => {
    const sku = await oneSku(30);
    expect((await setThreshold(sku, 30)).data.setLowStockThreshold).toEqual({
      sku,
      lowStockThreshold: 30,
    });
    const { data } = await list({ first: 100 });
    expect(data.lowStock.edges.at(-1).node).toEqual({
      sku,
      lowStockThreshold: 30,
      stock: { available: 30 },
    });
    const read = 'query ($sku: ID!) { variant(sku: $sku) { lowStockThreshold } }';
    for (const identity of [guest, customer])
      expect((await inventory.ask(read, { sku }, identity)).data.variant).toEqual({
        lowStockThreshold: null,
      });
  });

  it('is refused to others, with wrong numbers, cursors and SKUs', async () => {
    const sku = await oneSku();
    expect(await codeOf(setThreshold(sku, 1, customer))).toBe('FORBIDDEN');
    expect(await codeOf(setThreshold(sku, 1, guest))).toBe('UNAUTHENTICATED');
    expect(await codeOf(list({ first: 1 }, customer))).toBe('FORBIDDEN');
    expect(await codeOf(setThreshold(sku, -1))).toBe('BAD_USER_INPUT');
    expect(await codeOf(setThreshold(sku, 1_000_001))).toBe('BAD_USER_INPUT');
    expect(await codeOf(setThreshold('no-such-sku', 1))).toBe('NOT_FOUND');
    expect(await codeOf(list({ first: 101 }))).toBe('BAD_USER_INPUT');
    for (const after of ['nonsense', Buffer.from('["x",1]').toString('base64url')])
      expect(await codeOf(list({ first: 1, after }))).toBe('BAD_USER_INPUT');
  });
});
