/** Invariant: an order from before there were parts has left, arrived and come back whole after the migration. */
import { readFileSync } from 'node:fs';
import { testPostgres } from '@tributary/embedded/testing';
import { createId } from '@tributary/service';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

const name = `test_parts_${createId().replaceAll('-', '')}`;
let database: pg.Client;
const sqlOf = (migration: string) =>
  readFileSync(
    new URL(`../../../prisma/orders/migrations/${migration}/migration.sql`, import.meta.url),
    'utf8',
  );

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: testPostgres().superuserUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(testPostgres().superuserUrl);
  url.pathname = `/${name}`;
  database = new pg.Client({ connectionString: url.href });
  await database.connect();
  await database.query(sqlOf('20261121000000_init'));
});
afterAll(async () => {
  await database.end();
  await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
});

async function insert(status: string, payment: string, timeline: [string, string | null][]) {
  const id = createId();
  const isReturn = timeline.some(([type]) => type === 'RETURN_REQUESTED');
  await database.query(
    `INSERT INTO orders (id, status, subtotal_amount, shipping_amount, total_amount, currency,
       idempotency_key, request_hash, tracking_code, return_requested_at, placed_at)
     VALUES ($1::uuid, $2, 2000, 490, 2490, 'EUR', $1::text, '', 'PKG-1', $3, '2026-01-01T00:00:00Z')`,
    [id, status, isReturn ? '2026-01-04T00:00:00Z' : null],
  );
  await database.query(
    `INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount)
     VALUES ($1, 0, 'MUG', 'Mug', 2, 1000)`,
    [id],
  );
  await database.query('INSERT INTO payments (order_id, status) VALUES ($1, $2)', [id, payment]);
  for (const [type, note] of timeline)
    await database.query(
      `INSERT INTO order_timeline (id, order_id, at, type, note) VALUES ($1, $2, $3, $4, $5)`,
      [createId(), id, '2026-01-02T00:00:00Z', type, note],
    );
  return id;
}

it('is told from what the order was', async () => {
  const shipped: [string, string | null] = ['SHIPPED', 'PKG-1'];
  const asked: [string, string | null] = ['RETURN_REQUESTED', 'Chipped'];
  const returned: [string, string | null] = ['RETURNED', 'The goods are written off.'];
  const ids = {
    pending: await insert('PENDING', 'NONE', []),
    confirmed: await insert('CONFIRMED', 'CAPTURED', []),
    cancelled: await insert('CANCELLED', 'PENDING', []),
    shipped: await insert('SHIPPED', 'CAPTURED', [shipped]),
    asked: await insert('DELIVERED', 'CAPTURED', [shipped, ['DELIVERED', null], asked]),
    returned: await insert('RETURNED', 'REFUNDED', [shipped, ['DELIVERED', null], asked, returned]),
  };
  await database.query(`BEGIN; ${sqlOf('20261121073100_parts')}; COMMIT`);
  const { rows } = await database.query<{ id: string }>(
    `SELECT o.id, l.shipped_quantity AS shipped, l.returned_quantity AS returned,
       o.waiting_since IS NOT NULL AS waiting, s.tracking_code AS code,
       s.delivered_at IS NOT NULL AS delivered, r.status AS return, r.restock, r.reason,
       rl.quantity AS asked, sl.quantity AS sent
     FROM orders o JOIN order_lines l ON l.order_id = o.id
     LEFT JOIN shipments s ON s.order_id = o.id LEFT JOIN shipment_lines sl ON sl.shipment_id = s.id
     LEFT JOIN order_returns r ON r.order_id = o.id
     LEFT JOIN order_return_lines rl ON rl.return_id = r.id`,
  );
  const of = (id: string) => rows.find((row) => row.id === id);
  expect(rows).toHaveLength(6);
  expect(of(ids.pending)).toMatchObject({ shipped: 0, waiting: true, code: null });
  expect(of(ids.confirmed)).toMatchObject({ shipped: 0, waiting: false, code: null });
  expect(of(ids.cancelled)).toMatchObject({ shipped: 0, waiting: true, code: null });
  const gone = { shipped: 2, sent: 2, code: 'PKG-1', waiting: false };
  expect(of(ids.shipped)).toMatchObject({ ...gone, delivered: false, return: null });
  const reason = 'Chipped';
  expect(of(ids.asked)).toMatchObject({
    ...gone,
    delivered: true,
    returned: 0,
    return: 'REQUESTED',
    restock: null,
    reason,
    asked: 2,
  });
  expect(of(ids.returned)).toMatchObject({
    ...gone,
    delivered: true,
    returned: 2,
    return: 'APPROVED',
    restock: false,
    reason,
    asked: 2,
  });
});
