/**
 * The peer: each page is one prepared statement whose JSON goes out as PostgreSQL made it. It checks
 * nothing: no session, no input, no limits.
 */
import { createServer } from 'node:http';
import pg from 'pg';

const connect = (name) =>
  new pg.Pool({ connectionString: process.env[`${name}_DATABASE_URL`], max: 10 });
const inventory = connect('INVENTORY');
const orders = connect('ORDERS');

const money = (amount, currency) =>
  `json_build_object('amount', ${amount}, 'currency', ${currency})`;
const level = (available) =>
  `CASE WHEN ${available} > 5 THEN 'IN_STOCK' WHEN ${available} > 0 THEN 'LOW' ELSE 'OUT' END`;

/** Cards of the products that `found` selects, in its order. */
const cards = (found, order) => `
  SELECT coalesce(json_agg(json_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
    'category', json_build_object('slug', c.slug, 'name', c.name), 'picture', p.images->0,
    'price', ${money('p.min_price_amount', 'p.currency')},
    'priceTo', CASE WHEN p.max_price_amount > p.min_price_amount
      THEN ${money('p.max_price_amount', 'p.currency')} END,
    'availability', ${level('s.available')}) ORDER BY ${order}), '[]')::text AS page
  FROM (${found}) p JOIN categories c ON c.id = p.category_id
  CROSS JOIN LATERAL (
    SELECT coalesce(max(l.on_hand - l.reserved), 0) AS available
    FROM variants v JOIN stock_levels l ON l.sku = v.sku
    WHERE v.product_id = p.id AND v.withdrawn_at IS NULL
  ) s`;

const columns =
  'p.id, p.slug, p.name, p.images, p.category_id, p.min_price_amount, p.max_price_amount, p.currency';
const list = (order) =>
  cards(
    `SELECT ${columns} FROM products p WHERE p.category_id = (SELECT id FROM categories WHERE slug = $1)
      AND p.min_price_amount >= $2 ORDER BY ${order} LIMIT 20`,
    order,
  );
const orderOf = {
  NEWEST: 'p.id DESC',
  PRICE_ASC: 'p.min_price_amount, p.id',
  NAME: 'lower(p.name), p.id',
};
const lists = Object.fromEntries(
  Object.entries(orderOf).map(([sort, order]) => [sort, { name: sort, text: list(order) }]),
);

const search = {
  name: 'search',
  text: cards(
    `SELECT ${columns}, ts_rank(p.search, websearch_to_tsquery('english', $1)) AS rank FROM products p
      WHERE p.search @@ websearch_to_tsquery('english', $1) ORDER BY rank DESC, p.id DESC LIMIT 20`,
    'p.rank DESC, p.id DESC',
  ),
};

const product = {
  name: 'product',
  text: `
    SELECT json_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'description', p.description,
      'category', json_build_object('slug', c.slug, 'name', c.name), 'pictures', p.images,
      'price', ${money('p.min_price_amount', 'p.currency')},
      'priceTo', ${money('p.max_price_amount', 'p.currency')},
      'variants', (SELECT json_agg(json_build_object('sku', v.sku, 'name', v.name,
          'price', ${money('v.price_amount', 'v.currency')}, 'available', l.on_hand - l.reserved,
          'availability', ${level('l.on_hand - l.reserved')}) ORDER BY v.price_amount, v.sku)
        FROM variants v JOIN stock_levels l ON l.sku = v.sku
        WHERE v.product_id = p.id AND v.withdrawn_at IS NULL))::text AS page
    FROM products p JOIN categories c ON c.id = p.category_id WHERE p.slug = $1`,
};

const account = {
  name: 'account',
  text: `
    SELECT coalesce(json_agg(json_build_object('id', o.id, 'number', o.number, 'status', o.status,
      'placedAt', o.placed_at, 'total', ${money('o.total_amount', 'o.currency')}, 'lines',
      (SELECT json_agg(json_build_object('name', l.name, 'quantity', l.quantity) ORDER BY l.position)
        FROM order_lines l WHERE l.order_id = o.id)) ORDER BY o.id DESC), '[]')::text AS page
    FROM (SELECT * FROM orders WHERE buyer_id = $1 ORDER BY id DESC LIMIT 5) o`,
};

const routes = {
  '/list': (query) => [
    inventory,
    lists[query.get('sort')],
    [query.get('category'), query.get('priceMin')],
  ],
  '/search': (query) => [inventory, search, [query.get('query')]],
  '/product': (query) => [inventory, product, [query.get('slug')]],
  '/account': (query) => [orders, account, [query.get('user')]],
};

const server = createServer((request, response) => {
  const at = request.url.indexOf('?');
  const query = new URLSearchParams(request.url.slice(at + 1));
  const [pool, statement, values] = routes[request.url.slice(0, at)](query);
  pool.query({ ...statement, values }).then(
    ({ rows }) => {
      response.setHeader('content-type', 'application/json');
      response.end(rows[0].page);
    },
    (error) => {
      response.statusCode = 500;
      response.end(String(error));
    },
  );
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.once('SIGTERM', () => process.exit(0));
