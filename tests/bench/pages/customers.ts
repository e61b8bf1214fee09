/**
 * Customers with a session and five orders each. The sessions are opened through the public API and kept
 * as bff-web keeps them; the orders are written into the database, since placing 5,000 takes a while.
 */
import { createLogger } from '@tributary/service';
import { decodeJwt } from 'jose';
import type pg from 'pg';
import { Pool } from 'undici';
import { postgresSessions } from '../../../bff-web/src/sessions/postgres-sessions.js';
import { createSessions, type Tokens } from '../../../bff-web/src/sessions/sessions.js';
import type { Catalogue } from './catalogue.js';

export interface Customer {
  id: string;
  /** Header value for bff-web. */
  cookie: string;
  accessToken: string;
}

export const customersWanted = 1_000;
const atOnce = 4;
const ordersEach = 5;
const linesEach = 3;

interface Opening {
  gatewayUrl: string;
  env: Readonly<Record<string, string>>;
  orders: pg.Pool;
  catalogue: Catalogue;
}

export async function openCustomers({ gatewayUrl, env, orders, catalogue }: Opening) {
  const gateway = new Pool(gatewayUrl, { connections: atOnce });
  const logger = createLogger('bench', 'silent');
  const store = postgresSessions({ url: env['SESSIONS_DATABASE_URL']!, logger });
  const sessions = createSessions(store, Buffer.from(env['BFF_WEB_SESSION_SECRET']!, 'base64'));
  const customers: Customer[] = [];
  let left = customersWanted;
  const open = async () => {
    while (left-- > 0) {
      const tokens = await startGuest(gateway);
      const cookie = `__Host-tributary=${await sessions.start(tokens)}`;
      const id = decodeJwt(tokens.accessToken).sub!;
      customers.push({ id, cookie, accessToken: tokens.accessToken });
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, open));
  } finally {
    await Promise.all([gateway.close(), store.close()]);
  }
  await writeOrders(orders, customers, catalogue.goods);
  return customers;
}

async function startGuest(gateway: Pool): Promise<Tokens> {
  const query = 'mutation { startGuestSession { accessToken refreshToken expiresAt } }';
  const { body } = await gateway.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await body.json()) as {
    data?: { startGuestSession: Tokens };
    errors?: unknown;
  };
  if (!data) throw new Error(`No guest's session: ${JSON.stringify(errors)}`);
  return data.startGuestSession;
}

/** Delivered and paid orders of three lines each. */
async function writeOrders(
  orders: pg.Pool,
  customers: readonly Customer[],
  goods: Catalogue['goods'],
): Promise<void> {
  const placed = customers.flatMap(({ id }, customer) =>
    Array.from({ length: ordersEach }, (_, nth) => ({
      buyer: id,
      lines: Array.from({ length: linesEach }, (_line, line) => ({
        ...goods[(customer * 7 + nth * 13 + line * 101) % goods.length]!,
        quantity: 1 + (line % 2),
      })),
    })),
  );
  await orders.query(
    `WITH placed AS MATERIALIZED (
      SELECT uuidv7() AS id, buyer, lines,
        (SELECT sum((line->>'amount')::int * (line->>'quantity')::int) FROM jsonb_array_elements(lines) line)::int AS total
      FROM jsonb_to_recordset($1::text::jsonb) AS row (buyer uuid, lines jsonb)
    ), written AS (
      INSERT INTO orders (id, buyer_id, status, subtotal_amount, shipping_amount, total_amount, currency,
        shipping_address, idempotency_key, request_hash, placed_at)
      SELECT id, buyer, 'DELIVERED', total, 0, total, 'EUR',
        '{"name":"Ada Lovelace","line1":"Unter den Linden 1","line2":null,"city":"Berlin","region":null,"postalCode":"10117","country":"DE"}',
        id::text, '', now()
      FROM placed RETURNING id
    ), paid AS (
      INSERT INTO payments (order_id, status, authorised_amount, captured_amount)
      SELECT id, 'CAPTURED', total, total FROM placed
    )
    INSERT INTO order_lines (order_id, position, sku, name, quantity, unit_price_amount, shipped_quantity)
    SELECT placed.id, line.position, line.value->>'sku', line.value->>'name',
      (line.value->>'quantity')::int, (line.value->>'amount')::int, (line.value->>'quantity')::int
    FROM placed CROSS JOIN jsonb_array_elements(lines) WITH ORDINALITY AS line (value, position)`,
    [JSON.stringify(placed)],
  );
}
