/** Hundreds of thousands of orders that look like a shop's, made in SQL: buyers, products and amounts unevenly spread. */
import type pg from 'pg';

export const generatedBuyerId = (number: number): string => {
  const hex = number.toString(16);
  return `0190${hex.padStart(4, '0')}-0000-7000-8000-${hex.padStart(12, '0')}`;
};

const words = {
  a: 'Walnut Oak Steel Amber Quiet Linen Copper Marble Brass Glass Cotton Wool Ceramic Stoneware Birch Slate Velvet Cork Bamboo Leather',
  b: 'Lamp Mug Kettle Chair Table Teapot Blanket Bowl Plate Clock Shelf Basket Vase Stool Rug Tray Jar Pan Knife Board',
  c: 'Ada Grace Alan Edsger Barbara Donald Ken Dennis Linus Margaret Frances Jean Kathleen Radia Leslie Tony Niklaus John Robin Sophie',
  d: 'Lovelace Hopper Turing Dijkstra Liskov Knuth Thompson Ritchie Hamilton Allen Bartik Booth Perlman Lamport Hoare Wirth Backus Milner Wilson Müller',
};

/** One order per 30 s from 2026 on, two lines each, a tenth as many buyers. The first twentieth has a product of its own. */
export async function fillWithOrders(sql: pg.Client, orders: number): Promise<void> {
  const index = 'order_search_document_idx';
  const { rows } = await sql.query<{ definition: string }>(
    `SELECT pg_get_indexdef('${index}'::regclass) AS definition`,
  );
  const text = [
    `ALTER TABLE order_lines DISABLE TRIGGER order_search_add`,
    `DROP INDEX ${index}`,
    ...statements(orders),
    rows[0]!.definition,
    `ALTER TABLE order_lines ENABLE TRIGGER order_search_add`,
    'VACUUM ANALYZE',
  ];
  for (const statement of text) await sql.query(statement);
}

const word = (list: keyof typeof words, index: string) =>
  `(string_to_array('${words[list]}', ' '))[1 + (${index}) % 20]`;
const chance = (seed: string) => `((hashint4(${seed})::bigint + 2147483648) / 4294967296.0)`;
const orderId = `('0191' || lpad(to_hex(n), 8, '0') || '-7000-8000-000000000000')::uuid`;
const buyerId = (number: string) =>
  `('0190' || lpad(to_hex(${number}), 4, '0') || '-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

const statements = (orders: number): string[] => [
  `INSERT INTO buyers (user_id, name, email, changed_at)
   SELECT ${buyerId('n')}, ${word('c', 'n')} || ' ' || ${word('d', 'n / 20')} || ' Nr' || n,
     lower(${word('c', 'n')}) || n || '@example.com', '2026-01-01'
   FROM generate_series(0, ${orders / 10 - 1}) n`,
  `INSERT INTO orders (id, number, buyer_id, status, subtotal_amount, shipping_amount, total_amount, currency,
     idempotency_key, request_hash, placed_at)
   SELECT ${orderId}, 'TR-' || (200001 + n), ${buyerId('buyer')},
     (CASE WHEN r < 0.9 THEN 'DELIVERED' WHEN r < 0.97 THEN 'CANCELLED' WHEN r < 0.995 THEN 'RETURNED'
        WHEN r < 0.998 THEN 'AWAITING_PAYMENT' ELSE 'PENDING' END)::order_status,
     amount, 490, amount + 490, 'EUR', 'key-' || n, '', '2026-01-01Z'::timestamptz + n * interval '30 seconds'
   FROM (SELECT n, ${chance('n')} AS r, (${chance('n + 7')} * ${orders / 10 - 1})::int AS buyer,
       500 + (${chance('n + 99')} * 20000)::int * (1 + (${chance('n + 999')} * 9.9)::int) AS amount
     FROM generate_series(0, ${orders - 1}) n) made`,
  `INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount)
   SELECT ${orderId}, p, 'SKU-' || lpad(product::text, 5, '0') || '-' || (1 + n % 3),
     ${word('a', 'product')} || ' ' || ${word('b', 'product / 20')} || ' ' || product || ' — Size ' || (1 + n % 3)
       || CASE WHEN n < ${orders / 20} AND p = 0 THEN ' Discontinued' ELSE '' END, 1, 1000
   FROM (SELECT n, p, floor(2000 * power(${chance('n * 2 + p')}, 2))::int AS product
     FROM generate_series(0, ${orders - 1}) n, generate_series(0, 1) p) made`,
  // What order_search_rows would say, with the words of each buyer and each name of a product made once.
  `CREATE TEMP TABLE product_words AS SELECT DISTINCT ON (sku, name) sku, name,
     ARRAY(SELECT 'p:' || w FROM unnest(search_words(name) || search_terms(sku)) w) || ARRAY['s:' || sku] AS words
   FROM order_lines`,
  `CREATE TEMP TABLE buyer_words AS SELECT user_id,
     ARRAY(SELECT 'b:' || w FROM unnest(search_words(concat_ws(' ', name, split_part(email, '@', 1)))
       || search_terms(concat_ws(' ', email, split_part(email, '@', 2)))) w) AS words FROM buyers`,
  'ANALYZE',
  `INSERT INTO order_search
   SELECT o.id, o.buyer_id, o.placed_at, o.total_amount, array_to_tsvector(
     ARRAY['n:' || lower(o.number), 'n:' || substring(o.number FROM 4)] || b.words || p.words || q.words)
   FROM orders o JOIN buyer_words b ON b.user_id = o.buyer_id
   JOIN order_lines l ON l.order_id = o.id AND l.position = 0 JOIN product_words p USING (sku, name)
   JOIN order_lines m ON m.order_id = o.id AND m.position = 1
   JOIN product_words q ON q.sku = m.sku AND q.name = m.name
   ORDER BY o.placed_at`,
];
