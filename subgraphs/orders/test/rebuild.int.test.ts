/** What orders derives can be made anew from what it holds and hears, also while it is being changed. */
import { createId } from '@tributary/service';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOrdersRebuild, type OrdersRebuild } from '../src/rebuild.js';
import { customer, type Harness, staff, startHarness, until } from './harness.js';
import { shopping } from './shopping.js';

let harness: Harness;
let shop: ReturnType<typeof shopping>;
let rebuild: OrdersRebuild;
const buyers = Array.from({ length: 5 }, (_, number) => ({
  ...customer(),
  name: `Buyer${number}`,
}));
beforeAll(async () => {
  harness = await startHarness();
  harness.inventory.offer({ sku: 'MUG-BLUE', amount: 1_000 }, { sku: 'MUG-RED', amount: 500 });
  shop = shopping(harness);
  rebuild = openOrdersRebuild(harness.database.url);
  for (const { userId, name } of buyers) await hear(userId, name);
  for (const buyer of buyers) for (let count = 0; count < 4; count++) await shop.order({ buyer });
  await shop.order();
});
afterAll(async () => {
  await rebuild.close();
  await harness.close();
});

const hear = (userId: string, name: string, at = new Date()) =>
  harness.deliver(
    'UserProfileChanged',
    { userId, name, email: `${name}@example.com` },
    createId(),
    at,
  );

async function rebuildSearch() {
  const done = { seen: 0, corrected: 0 };
  for await (const { seen, corrected } of rebuild.rebuildSearch()) {
    done.seen += seen;
    done.corrected += corrected;
  }
  return done;
}

const searchRows = async () =>
  (await harness.owner.query('SELECT * FROM order_search ORDER BY order_id')).rows;
const rowsOff = async () =>
  (
    await harness.owner.query(
      `SELECT coalesce(s.order_id, r.order_id) FROM order_search s
       FULL JOIN order_search_rows(ARRAY(SELECT id FROM orders)) r USING (order_id)
       WHERE s IS DISTINCT FROM r`,
    )
  ).rows;

describe('rebuilding the search', () => {
  it('changes nothing when nothing is wrong', async () => {
    const before = await searchRows();
    expect(await rebuildSearch()).toEqual({ seen: 42, corrected: 0 });
    expect(await searchRows()).toEqual(before);
  });

  it('restores exactly what was lost, changed, or made up', async () => {
    const before = await searchRows();
    const { owner } = harness;
    const ids = before.map(({ order_id }) => order_id as string);
    await owner.query('DELETE FROM order_search WHERE order_id = ANY($1)', [ids.slice(0, 4)]);
    await owner.query(
      `UPDATE order_search SET document = 'wrong', total_amount = 1, buyer_id = gen_random_uuid(),
         placed_at = now() WHERE order_id = ANY($1)`,
      [ids.slice(4, 7)],
    );
    await owner.query(
      `INSERT INTO order_search SELECT gen_random_uuid(), buyer_id, placed_at, total_amount, document
       FROM order_search WHERE order_id = ANY($1)`,
      [ids.slice(10, 12)],
    );
    expect((await rebuildSearch()).corrected).toBe(4 + 3 + 2);
    expect(await searchRows()).toEqual(before);
  });

  it('finds a renamed product again when that was forgotten', async () => {
    const at = new Date().toISOString();
    const price = { amount: 500, currency: 'EUR' as const };
    const variants = [{ sku: 'MUG-RED', name: 'Crimson Beaker', price }];
    const { id } = await shop.order({ sku: 'MUG-RED' });
    await harness.deliver('VariantsPriced', { variants, pricedAt: at });
    await rebuildSearch();
    const { data } = await harness.graphql(
      '{ orders(filter: { product: "beaker" }) { edges { node { id } } } }',
      {},
      staff(),
    );
    expect(data.orders.edges).toEqual([{ node: { id } }]);
  });

  it('leaves nothing behind while orders are placed and buyers are renamed and erased', async () => {
    await harness.owner.query(`UPDATE order_search SET document = 'wrong'`);
    let isOver = false;
    const rebuilding = (async () => {
      for (let rounds = 0; !isOver || rounds < 2; rounds++) await rebuildSearch();
    })();
    const placing = (async () => {
      for (const buyer of [...buyers, ...buyers]) await shop.order({ buyer });
    })();
    const renaming = (async () => {
      for (let round = 0; round < 6; round++)
        for (const { userId, name } of buyers) await hear(userId, `${name}Round${round}`);
    })();
    const erased = customer();
    await hear(erased.userId, 'Vanishing');
    await shop.order({ buyer: erased });
    await harness.deliver('UserErased', { userId: erased.userId });
    await Promise.all([placing, renaming]).finally(() => (isOver = true));
    await rebuilding;
    expect(await rowsOff()).toEqual([]);
    const found = await harness.owner.query(
      `SELECT count(*)::int AS count FROM order_search WHERE document @@ 'b\\:vanishing:*'`,
    );
    expect(found.rows[0].count).toBe(0);
  });

  it('waits for news of a buyer that are being applied, so as not to undo them', async () => {
    const buyer = customer();
    const { id } = await shop.order({ buyer });
    const known = { name: 'Slow', email: 'slow@example.com' };
    let rebuilding: ReturnType<typeof rebuildSearch> | undefined;
    await harness.store.transaction(async (tx) => {
      await tx.lockSearchAsWriter();
      await tx.lockBuyer(buyer.userId);
      await tx.saveBuyer(buyer.userId, { ...known, changedAt: new Date(), isErased: false });
      await tx.refreshSearchOfBuyer(buyer.userId, null, 10);
      rebuilding = rebuildSearch();
      await until(isWaitingForLock);
    });
    await rebuilding;
    expect((await searchRows()).find((row) => row.order_id === id).document).toContain("'b:slow'");
    expect(await rowsOff()).toEqual([]);
  });
});

/** Asked as the service's own role, which sees what its sessions wait for. */
async function isWaitingForLock(): Promise<boolean> {
  const client = new pg.Client({ connectionString: harness.database.url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await client.end();
  return rows[0]!.count > 0;
}

describe('rebuilding the buyers', () => {
  it('takes what users says now for true, and forgets whom it does not know', async () => {
    const [wrong, future, unheard] = [buyers[0]!, buyers[1]!, customer()];
    const { owner } = harness;
    await hear(unheard.userId, 'Ghost');
    const { id } = await shop.order({ buyer: unheard });
    await owner.query(`UPDATE buyers SET name = 'Wrong' WHERE user_id = $1`, [wrong.userId]);
    await owner.query(
      `UPDATE buyers SET name = 'Future', changed_at = now() + interval '1 year' WHERE user_id = $1`,
      [future.userId],
    );
    const since = await rebuild.prepareForNews();
    for (const { userId, name } of buyers) await hear(userId, name);
    // Of whoever else bought in this file users says nothing either.
    expect(await rebuild.forgetUnheardBuyers(since)).toBeGreaterThanOrEqual(1);
    const { rows } = await owner.query(
      'SELECT name FROM buyers WHERE erased_at IS NULL ORDER BY name',
    );
    expect(rows.map(({ name }) => name)).toEqual(buyers.map(({ name }) => name));
    expect(await rowsOff()).toEqual([]);
    const row = (await searchRows()).find(({ order_id }) => order_id === id);
    expect(row.document).not.toContain('ghost');
  });

  it('keeps the tombstones of those who are erased', async () => {
    const { userId } = customer();
    await harness.deliver('UserErased', { userId });
    await rebuild.forgetUnheardBuyers(new Date(Date.now() + 60_000));
    await hear(userId, 'Lazarus');
    const { rows } = await harness.owner.query('SELECT name FROM buyers WHERE user_id = $1', [
      userId,
    ]);
    expect(rows).toEqual([{ name: null }]);
  });
});

describe('waiting for announced facts', () => {
  it('ends when all are applied', async () => {
    const ids = [createId(), createId()];
    const waiting = rebuild.untilApplied(ids, 20_000);
    const { userId, name } = buyers[0]!;
    for (const id of ids)
      await harness.deliver('UserProfileChanged', { userId, name, email: 'a@b.c' }, id);
    expect(await waiting).toBeUndefined();
  });

  it('says so when nobody applies them', async () => {
    await expect(rebuild.untilApplied([createId()], 300)).rejects.toThrow(
      '1 events for "orders" wait and none is applied.',
    );
  });
});
