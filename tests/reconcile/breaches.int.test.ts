/** Each check can fail: books that agree are spoilt in one place, and exactly that is found. */
import type { Report } from '@tributary/reconciliation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  breachesOf,
  checkOf,
  createShopPattern,
  type Service,
  type Shop,
  type ShopPattern,
} from './small-shop.js';

interface Corruption {
  does: string;
  check: string;
  /** What else cannot hold any more. */
  also?: Record<string, number>;
  service: Service;
  /** Number of the order that `:id` means, from 1; each is spoilt once. */
  of?: number;
  sql: string;
  subject: string;
  expected: string;
  found: string;
}

const unknownOrder = '00000000-0000-7000-8000-000000000001';

const corruptions: Corruption[] = [
  {
    does: 'a unit appears in a level',
    check: 'stock-levels',
    service: 'inventory',
    sql: `UPDATE stock_levels SET on_hand = 1000001 WHERE sku = 'SKU-40'`,
    subject: 'SKU-40',
    expected: expect.stringMatching(/^999\d+ on hand, 0 reserved$/) as string,
    found: '1000001 on hand, 0 reserved',
  },
  {
    does: 'a level goes with its ledger below zero',
    check: 'stock-bounds',
    service: 'inventory',
    sql: `ALTER TABLE stock_levels DROP CONSTRAINT stock_levels_check;
      INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, created_at)
      SELECT gen_random_uuid(), sku, 'ADJUSTED', -on_hand - 7, 0, now() FROM stock_levels WHERE sku = 'SKU-41';
      UPDATE stock_levels SET on_hand = -7 WHERE sku = 'SKU-41'`,
    subject: 'SKU-41',
    expected: '0 ≤ reserved ≤ on hand',
    found: '-7 on hand, 0 reserved',
  },
  {
    does: 'units are reserved that no reservation holds',
    check: 'stock-reserved',
    service: 'inventory',
    sql: `INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, created_at)
      VALUES (gen_random_uuid(), 'SKU-42', 'RESERVED', 0, 2, now());
      UPDATE stock_levels SET reserved = 2 WHERE sku = 'SKU-42'`,
    subject: 'SKU-42',
    expected: '0 reserved',
    found: '2 reserved',
  },
  {
    does: 'more of an order comes back than went out',
    check: 'reservation-ledger',
    service: 'inventory',
    of: 101,
    sql: `INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, created_at)
      VALUES (gen_random_uuid(), 'SKU-1', 'RETURNED', 4, 0, ':id', now());
      UPDATE stock_levels SET on_hand = on_hand + 4 WHERE sku = 'SKU-1'`,
    subject: 'TR-1000101',
    expected: 'COMMITTED: out 3 × SKU-1',
    found: 'COMMITTED: out -1 × SKU-1',
  },
  {
    does: 'a reservation is open that the ledger knows nothing of',
    check: 'reservation-ledger',
    also: { 'stock-reserved': 1 },
    service: 'inventory',
    of: 115,
    sql: `UPDATE reservations SET status = 'RESERVED', expires_at = now() WHERE order_id = ':id'`,
    subject: 'TR-1000115',
    expected: 'RESERVED: held 2 × SKU-15',
    found: 'RESERVED: held nothing',
  },
  {
    does: 'a reservation was committed for more than left the house',
    check: 'reservation-ledger',
    also: { 'sold-stock': 1 },
    service: 'inventory',
    of: 103,
    sql: `UPDATE reservation_lines SET quantity = 5 WHERE order_id = ':id' `,
    subject: 'TR-1000103',
    expected: 'COMMITTED: out 5 × SKU-3',
    found: 'COMMITTED: out 2 × SKU-3',
  },
  {
    does: 'a reservation is left without its order',
    check: 'reservation-orders',
    service: 'inventory',
    sql: `INSERT INTO reservations (order_id, status, created_at, updated_at)
      VALUES ('${unknownOrder}', 'RELEASED', now(), now())`,
    subject: unknownOrder,
    expected: `an order ${unknownOrder}`,
    found: 'no order; the reservation is RELEASED',
  },
  {
    does: 'a sold order has its reservation taken back',
    check: 'sold-stock',
    service: 'inventory',
    of: 105,
    sql: `UPDATE reservations SET status = 'RETURNED' WHERE order_id = ':id'`,
    subject: 'TR-1000105',
    expected: 'DELIVERED: COMMITTED',
    found: 'RETURNED',
  },
  {
    does: 'an order and its reservation are about different things',
    check: 'sold-stock',
    service: 'orders',
    of: 107,
    sql: `UPDATE order_lines SET sku = 'SKU-9' WHERE order_id = ':id' AND position = 0`,
    subject: 'TR-1000107',
    expected: 'COMMITTED: 3 × SKU-9',
    found: 'COMMITTED: 3 × SKU-7',
  },
  {
    does: 'inventory has not heard that some of an order came back',
    check: 'sold-stock',
    service: 'orders',
    of: 143,
    sql: `UPDATE order_lines SET returned_quantity = 1 WHERE order_id = ':id'`,
    subject: 'TR-1000143',
    expected: 'COMMITTED: 2 × SKU-43 not come back',
    found: 'COMMITTED: 3 × SKU-43 not come back',
  },
  {
    does: 'more came back to the shelf than the reservation counts',
    check: 'reservation-ledger',
    service: 'inventory',
    of: 114,
    sql: `INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, created_at)
      VALUES (gen_random_uuid(), 'SKU-14', 'RETURNED', 1, 0, ':id', now());
      UPDATE stock_levels SET on_hand = on_hand + 1 WHERE sku = 'SKU-14'`,
    subject: 'TR-1000114',
    expected: 'at most 1 × SKU-14 returned',
    found: '2 × SKU-14 returned',
  },
  {
    does: 'a cancelled order holds stock',
    check: 'unsold-stock',
    service: 'inventory',
    of: 135,
    sql: `UPDATE reservations SET status = 'RESERVED', expires_at = now() WHERE order_id = ':id';
      INSERT INTO stock_movements (id, sku, kind, on_hand_delta, reserved_delta, order_id, created_at)
      SELECT gen_random_uuid(), sku, 'RESERVED', 0, quantity, order_id, now()
      FROM reservation_lines WHERE order_id = ':id';
      UPDATE stock_levels l SET reserved = l.reserved + r.quantity FROM reservation_lines r
      WHERE r.sku = l.sku AND r.order_id = ':id'`,
    subject: 'TR-1000135',
    expected: 'CANCELLED: nothing',
    found: '1 × SKU-35',
  },
  {
    does: 'a line is repriced after the fact',
    check: 'order-totals',
    service: 'orders',
    of: 117,
    sql: `UPDATE order_lines SET unit_price_amount = 1001 WHERE order_id = ':id'`,
    subject: 'TR-1000117',
    expected: 'lines 1001 + shipping 490 = 1491',
    found: 'subtotal 1000, total 1490, 1 lines',
  },
  {
    does: 'a delivered order is not paid in full in our books',
    check: 'paid-in-books',
    service: 'orders',
    of: 109,
    sql: `UPDATE payments SET captured_amount = captured_amount - 1 WHERE order_id = ':id'`,
    subject: 'TR-1000109',
    expected: '2490 captured',
    found: '2489 captured',
  },
  {
    does: 'a delivered order was never captured at the provider',
    check: 'paid-at-provider',
    service: 'orders',
    of: 111,
    sql: `UPDATE demo_provider_payments SET status = 'AUTHORISED' WHERE key = ':id'`,
    subject: 'TR-1000111',
    expected: 'one payment, 1490 captured',
    found: 'AUTHORISED 1490',
  },
  {
    does: 'the provider has lost the payment',
    check: 'paid-at-provider',
    service: 'orders',
    of: 113,
    sql: `DELETE FROM demo_provider_payments WHERE key = ':id'`,
    subject: 'TR-1000113',
    expected: 'one payment, 3490 captured',
    found: 'no payment',
  },
  {
    does: 'our books hold money of a cancelled order',
    check: 'no-money-in-books',
    service: 'orders',
    of: 155,
    sql: `UPDATE payments SET authorised_amount = 300, captured_amount = 300 WHERE order_id = ':id'`,
    subject: 'TR-1000155',
    expected: '300 of 300 paid back',
    found: '0 paid back',
  },
  {
    does: 'the provider took money for a cancelled order',
    check: 'no-money-at-provider',
    service: 'orders',
    of: 175,
    sql: `UPDATE demo_provider_payments SET status = 'CAPTURED' WHERE key = ':id'`,
    subject: 'TR-1000175',
    expected: '2490 of 2490 paid back',
    found: '0 paid back',
  },
  {
    does: 'the provider holds money for a cancelled order',
    check: 'no-money-at-provider',
    service: 'orders',
    of: 195,
    sql: `UPDATE demo_provider_payments SET status = 'AUTHORISED' WHERE key = ':id'`,
    subject: 'TR-1000195',
    expected: 'nothing held',
    found: '1490 held',
  },
  {
    does: 'more is to be refunded than was captured',
    check: 'refunds-in-books',
    service: 'orders',
    of: 121,
    sql: `INSERT INTO refunds (id, order_id, amount, status, reason, requested_at)
      SELECT gen_random_uuid(), id, total_amount + 1, 'REQUESTED', 'test', now() FROM orders WHERE id = ':id'`,
    subject: 'TR-1000121',
    expected: 'at most 2490 refunded',
    found: '2491 asked for in 1 refunds',
  },
  {
    does: 'what was paid back is not the sum of the refunds',
    check: 'refunds-in-books',
    service: 'orders',
    of: 118,
    sql: `UPDATE payments SET refunded_amount = 400 WHERE order_id = ':id'`,
    subject: 'TR-1000118',
    expected: '500 paid back by refunds that are DONE',
    found: '400 paid back',
  },
  {
    does: 'the provider paid back what nobody asked for',
    check: 'refunds-at-provider',
    service: 'orders',
    of: 123,
    sql: `INSERT INTO demo_provider_refunds VALUES ('who-knows', ':id', 100);
      UPDATE demo_provider_payments SET refunded = refunded + 100 WHERE key = ':id'`,
    subject: 'TR-1000123',
    expected: 'none',
    found: '100 (who-knows)',
  },
  {
    does: 'the provider says that more went back than its refunds add up to',
    check: 'refunds-at-provider',
    service: 'orders',
    of: 138,
    sql: `UPDATE demo_provider_payments SET refunded = refunded + 100 WHERE key = ':id'`,
    subject: 'TR-1000138',
    expected: '500 refunded in all',
    found: '600 refunded in all',
  },
  {
    does: 'somebody was charged without an order',
    check: 'provider-orders',
    service: 'orders',
    sql: `INSERT INTO demo_provider_payments (key, ref, status, amount, currency, token, answers_at)
      VALUES ('not even a uuid', 'demo_x', 'CAPTURED', 900, 'EUR', 'tok_ok', now())`,
    subject: 'not even a uuid',
    expected: 'an order not even a uuid',
    found: 'no order; the payment is CAPTURED',
  },
  {
    does: 'an order waits for ever',
    check: 'late-orders',
    service: 'orders',
    of: 137,
    sql: `UPDATE orders SET status = 'PENDING' WHERE id = ':id'`,
    subject: 'TR-1000137',
    expected: 'final within 20 min',
    found: expect.stringMatching(/^PENDING for \d+ min$/) as string,
  },
  {
    does: 'a buyer ordered twice with one key',
    check: 'order-keys',
    service: 'orders',
    sql: `DROP INDEX orders_buyer_id_idempotency_key_key;
      UPDATE orders SET idempotency_key = 'twice', buyer_id = '${unknownOrder}'
      WHERE number IN ('TR-1000011', 'TR-1000010')`,
    subject: 'TR-1000010, TR-1000011',
    expected: 'one order with key twice',
    found: '2 orders',
  },
  {
    does: 'an event was published and never applied',
    check: 'events-applied',
    service: 'inventory',
    sql: `DELETE FROM inbox WHERE event_id = (SELECT event_id FROM inbox ORDER BY event_id LIMIT 1)`,
    subject: 'OrderPlaced',
    expected: 'applied by inventory',
    found: expect.stringMatching(/^published \d+ s ago and not applied$/) as string,
  },
];

let pattern: ShopPattern;
let shop: Shop;
let report: Report;
beforeAll(async () => {
  pattern = await createShopPattern();
  shop = await pattern.open();
  for (const { service, sql, of } of corruptions)
    await shop.run(service, sql, of === undefined ? undefined : `number = 'TR-${1_000_000 + of}'`);
  report = await shop.look();
});
afterAll(async () => {
  await shop.close();
  await pattern.drop();
});

describe('reconcile finds that', () => {
  it.each(corruptions)('$does ($check)', ({ check, subject, expected, found }) => {
    const breach = checkOf(report, check).details.find((one) => one.subject === subject);
    expect(breach).toMatchObject({ expected, found });
    expect(breach!.remedy).not.toBe('');
  });

  it('there is nothing else wrong', () => {
    const counts: Record<string, number> = {};
    const count = (check: string, more: number) => (counts[check] = (counts[check] ?? 0) + more);
    for (const { check, also = {} } of corruptions) {
      count(check, 1);
      for (const [other, more] of Object.entries(also)) count(other, more);
    }
    expect(breachesOf(report)).toEqual(counts);
    expect(report).toMatchObject({ ok: false, rounds: 2 });
  });

  it('every check has failed here', () => {
    const failed = report.checks.filter(({ breaches }) => breaches > 0).map(({ name }) => name);
    // Dead letters need a broker: see in-motion.int.test.ts.
    const all = report.checks.map(({ name }) => name).filter((name) => name !== 'dead-letters');
    expect(failed).toEqual(all);
  });

  it('many orders are wrong, and shows the first fifty', async () => {
    const spoilt = await pattern.open();
    await spoilt.run('orders', `UPDATE order_lines SET unit_price_amount = 7 WHERE position = 0`);
    const { checks } = await spoilt.look();
    const totals = checks.find(({ name }) => name === 'order-totals')!;
    expect(totals.breaches).toBe(200);
    expect(totals.details).toHaveLength(50);
    await spoilt.close();
  });
});
