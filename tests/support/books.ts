/**
 * Consistent books of any size, written by SQL alone: orders in every state a real one ends in, with
 * their payments at the provider, reservations, movements and events. What the services themselves
 * would have left behind; tests/reconcile/running-system.int.test.ts holds the real ones against it.
 */
import pg from 'pg';

export interface BooksUrls {
  orders: string;
  inventory: string;
  users: string;
}

export interface BooksSize {
  orders: number;
  skus: number;
  /** The newest of them, whose events the outboxes still hold. */
  withEvents: number;
}

/** Ids that both databases can make of a number: UUIDv7, a minute apart, the last an hour ago. */
const ids = `
  CREATE FUNCTION pg_temp.age(i int, total int) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT make_interval(mins => total - i + 60) $$;
  CREATE FUNCTION pg_temp.id(kind int, i int, total int) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7000-8000-'
      || lpad(to_hex(kind), 4, '0') || lpad(to_hex(i), 8, '0'))::uuid
    FROM (SELECT lpad(to_hex((extract(epoch FROM
      TIMESTAMPTZ '2026-11-01' - make_interval(mins => total - i)) * 1000)::bigint), 12, '0') AS hex) t $$;`;

/**
 * What became of order `i`, and its lines. Of twenty: 8 delivered, 3 shipped, 3 confirmed, one each
 * returned, cancelled before and after payment, refused, partly refunded, expired, declined.
 */
const stories = (total: number) => `
  CREATE TEMPORARY TABLE story AS
  SELECT i, pg_temp.id(1, i, ${total}) AS id, now() - pg_temp.age(i, ${total}) AS at,
    (ARRAY['DELIVERED','DELIVERED','DELIVERED','DELIVERED','DELIVERED','DELIVERED','DELIVERED',
      'DELIVERED','SHIPPED','SHIPPED','SHIPPED','CONFIRMED','CONFIRMED','CONFIRMED','RETURNED',
      'CANCELLED','CANCELLED','REJECTED','DELIVERED','CANCELLED'])[i % 20 + 1] AS status,
    CASE i % 20 WHEN 15 THEN 'NEVER_PAID' WHEN 16 THEN 'PAID_BACK' WHEN 17 THEN 'REFUSED'
      WHEN 18 THEN 'PARTLY_REFUNDED' WHEN 19 THEN 'DECLINED' WHEN 14 THEN 'RETURNED'
      ELSE 'SOLD' END AS story
  FROM generate_series(1, ${total}) i;
  CREATE TEMPORARY TABLE line AS
  SELECT i, id, 0 AS position, story, at, 'SKU-' || (i % :skus) AS sku, 1 + i % 3 AS quantity FROM story
  UNION ALL
  SELECT i, id, 1, story, at, 'SKU-' || ((i + 1) % :skus), 1 FROM story WHERE i % 2 = 0;
  CREATE INDEX ON story (id); CREATE INDEX ON line (id); ANALYZE story; ANALYZE line;`;

const ordersBooks = (total: number, withEvents: number) => `
  INSERT INTO orders (id, number, buyer_id, status, subtotal_amount, shipping_amount, total_amount,
    currency, idempotency_key, request_hash, placed_at)
  SELECT s.id, 'TR-' || (1000000 + s.i), pg_temp.id(2, s.i % 5000, 5000), s.status::order_status,
    l.sum * 1000, 490, l.sum * 1000 + 490, 'EUR', 'key-' || s.i, '', s.at
  FROM story s JOIN (SELECT id, sum(quantity)::int AS sum FROM line GROUP BY id) l ON l.id = s.id
  ORDER BY s.id;
  INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount,
    shipped_quantity, returned_quantity)
  SELECT id, position, sku, sku, quantity, 1000,
    CASE WHEN story IN ('SOLD', 'RETURNED', 'PARTLY_REFUNDED') THEN quantity ELSE 0 END,
    CASE story WHEN 'RETURNED' THEN quantity ELSE 0 END FROM line ORDER BY id;
  CREATE TEMPORARY TABLE money AS
  SELECT s.*, o.total_amount AS total,
    CASE WHEN story IN ('SOLD', 'RETURNED', 'PAID_BACK', 'PARTLY_REFUNDED') THEN o.total_amount
      ELSE 0 END AS captured,
    CASE WHEN story IN ('RETURNED', 'PAID_BACK') THEN o.total_amount
      WHEN story = 'PARTLY_REFUNDED' THEN 500 ELSE 0 END AS refunded
  FROM story s JOIN orders o ON o.id = s.id;
  INSERT INTO payments (order_id, status, authorised_amount, captured_amount, refunded_amount)
  SELECT id, (CASE story WHEN 'SOLD' THEN 'CAPTURED' WHEN 'PARTLY_REFUNDED' THEN 'PARTIALLY_REFUNDED'
    WHEN 'NEVER_PAID' THEN 'VOIDED' WHEN 'DECLINED' THEN 'DECLINED' WHEN 'REFUSED' THEN 'NONE'
    ELSE 'REFUNDED' END)::payment_status, captured, captured, refunded FROM money ORDER BY id;
  INSERT INTO refunds (id, order_id, amount, status, reason, requested_at)
  SELECT pg_temp.id(3, i, ${total}), id, refunded, 'DONE', 'test', at FROM money WHERE refunded > 0;
  INSERT INTO demo_provider_payments (key, ref, status, amount, currency, token, attempts, answers_at, refunded)
  SELECT id::text, 'demo_' || id, CASE WHEN captured > 0 THEN 'CAPTURED' WHEN story = 'DECLINED'
    THEN 'DECLINED' ELSE 'VOIDED' END, total, 'EUR', 'tok_ok', 1, at, refunded
  FROM money WHERE story <> 'REFUSED' ORDER BY id;
  INSERT INTO demo_provider_refunds (key, payment_key, amount)
  SELECT pg_temp.id(3, i, ${total})::text, id::text, refunded FROM money WHERE refunded > 0;
  INSERT INTO outbox (id, name, key, payload, occurred_at, published_at)
  SELECT pg_temp.id(4, i, ${total}), 'OrderPlaced', id, '{}'::jsonb, at, at FROM story
  WHERE i > ${total - withEvents}
  UNION ALL
  SELECT pg_temp.id(5, i, ${total}), 'PaymentRequested', id, '{}'::jsonb, at, at FROM story
  WHERE i > ${total - withEvents} AND story <> 'REFUSED'
  UNION ALL
  SELECT pg_temp.id(6, i, ${total}), 'OrderConfirmed', id, '{}'::jsonb, at, at FROM money
  WHERE i > ${total - withEvents} AND captured > 0 ORDER BY 1;
  INSERT INTO inbox (subscriber, event_id)
  SELECT 'orders-payment', id FROM outbox WHERE name = 'PaymentRequested';
  INSERT INTO inbox (subscriber, event_id)
  SELECT 'orders', pg_temp.id(7, i, ${total}) FROM story WHERE i > ${total - withEvents};`;

const inventoryBooks = (total: number, withEvents: number) => `
  INSERT INTO categories (id, slug, name) VALUES (pg_temp.id(8, 1, 1), 'all', 'All');
  INSERT INTO products (id, slug, name, description, category_id, category_name, min_price_amount,
    max_price_amount, currency, created_at, updated_at)
  VALUES (pg_temp.id(8, 1, 1), 'one', 'One', '', pg_temp.id(8, 1, 1), 'All', 1000, 1000, 'EUR', now(), now());
  INSERT INTO variants (sku, product_id, name, price_amount, currency, created_at)
  SELECT 'SKU-' || i, pg_temp.id(8, 1, 1), 'Variant', 1000, 'EUR', now()
  FROM generate_series(0, :skus - 1) i;
  INSERT INTO reservations (order_id, status, created_at, updated_at)
  SELECT id, CASE story WHEN 'SOLD' THEN 'COMMITTED' WHEN 'PARTLY_REFUNDED' THEN 'COMMITTED'
    WHEN 'REFUSED' THEN 'REJECTED' WHEN 'NEVER_PAID' THEN 'RELEASED' WHEN 'DECLINED' THEN 'RELEASED'
    ELSE 'RETURNED' END, at, at FROM story ORDER BY id;
  INSERT INTO reservation_lines (order_id, sku, quantity, returned)
  SELECT id, sku, sum(quantity),
    sum(CASE WHEN story IN ('RETURNED', 'PAID_BACK') THEN quantity ELSE 0 END)
  FROM line GROUP BY id, sku ORDER BY id;
  INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, created_at)
  SELECT gen_random_uuid(), sku, 'RECEIVED', 1000000, 0, NULL, now() FROM variants
  UNION ALL
  SELECT gen_random_uuid(), sku, 'RESERVED', 0, quantity, id, at FROM line WHERE story <> 'REFUSED'
  UNION ALL
  SELECT gen_random_uuid(), sku, 'RELEASED', 0, -quantity, id, at FROM line
  WHERE story IN ('NEVER_PAID', 'DECLINED')
  UNION ALL
  SELECT gen_random_uuid(), sku, 'COMMITTED', -quantity, -quantity, id, at FROM line
  WHERE story IN ('SOLD', 'RETURNED', 'PAID_BACK', 'PARTLY_REFUNDED')
  UNION ALL
  SELECT gen_random_uuid(), sku, 'RETURNED', quantity, 0, id, at FROM line
  WHERE story IN ('RETURNED', 'PAID_BACK');
  INSERT INTO stock_levels (sku, on_hand, reserved)
  SELECT sku, sum(on_hand_delta), sum(reserved_delta) FROM stock_movements GROUP BY sku;
  INSERT INTO outbox (id, name, key, payload, occurred_at, published_at)
  SELECT pg_temp.id(7, i, ${total}), CASE story WHEN 'REFUSED' THEN 'StockRejected'
    ELSE 'StockReserved' END, id, '{}'::jsonb, at, at FROM story WHERE i > ${total - withEvents};
  INSERT INTO inbox (subscriber, event_id)
  SELECT 'inventory', pg_temp.id(4, i, ${total}) FROM story WHERE i > ${total - withEvents}
  UNION ALL
  SELECT 'inventory', pg_temp.id(6, i, ${total}) FROM story WHERE i > ${total - withEvents}
    AND story IN ('SOLD', 'RETURNED', 'PAID_BACK', 'PARTLY_REFUNDED');`;

const usersBooks = (total: number, withEvents: number) => `
  INSERT INTO inbox (subscriber, event_id)
  SELECT 'users', pg_temp.id(6, i, ${total}) FROM story WHERE i > ${total - withEvents}
    AND story IN ('SOLD', 'RETURNED', 'PAID_BACK', 'PARTLY_REFUNDED');`;

/** Fills three empty, migrated databases. */
export async function writeBooks(urls: BooksUrls, size: BooksSize): Promise<void> {
  const { orders: total, skus, withEvents } = size;
  const write = (url: string, sql: string) =>
    runSql(url, `${ids}${stories(total)}${sql}`.replaceAll(':skus', String(skus)));
  await write(urls.orders, ordersBooks(total, withEvents));
  await write(urls.inventory, inventoryBooks(total, withEvents));
  await write(urls.users, usersBooks(total, withEvents));
}

/** Statements on a connection of their own; answers the rows of the last. */
export async function runSql(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  await client.connect();
  try {
    const results = (await client.query(sql)) as unknown as pg.QueryResult | pg.QueryResult[];
    return [results].flat().at(-1)!.rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
