/**
 * The safeties of the checkout, each with the tests that notice its absence. `find` is source text as
 * it stands; when it changes there, it has to change here.
 */
import type { Safety } from './safety.js';

const messaging = 'packages/messaging';
const orders = 'subgraphs/orders';
const inventory = 'subgraphs/inventory';

const orderSaga = `${orders}/test/saga.int.test.ts`;
const orderLife = `${orders}/test/lifecycle.int.test.ts`;
const atOnce = `${orders}/test/at-once.int.test.ts`;
const atomicity = `${orders}/test/atomicity.int.test.ts`;
const decisions = `${orders}/test/order.test.ts`;
const provider = `${orders}/test/built-in-provider.int.test.ts`;
const lastUnit = `${inventory}/test/last-unit.int.test.ts`;
const placing = `${orders}/test/place-order.int.test.ts`;
const stockSaga = `${inventory}/test/saga.int.test.ts`;

export const safeties: Safety[] = [
  {
    name: 'outbox-in-the-transaction',
    protects: 'Events of a change that was rolled back are announced; it never happened.',
    file: `${orders}/src/store.ts`,
    find: '$executeRaw: (strings, ...values) => tx.$executeRaw(strings, ...values)',
    replace: '$executeRaw: (strings, ...values) => database.$executeRaw(strings, ...values)',
    caughtBy: {
      file: atomicity,
      tests: [
        'takes its events with it when it is rolled back',
        'leaves the event to be handled again when it is rolled back',
      ],
    },
  },
  {
    name: 'outbox',
    protects: 'A change that nobody hears of: orders waits for stock for ever.',
    file: `${inventory}/src/store.ts`,
    find: 'append: async (events: readonly DomainEvent[]) => send(appendEvents(db, events))',
    replace: 'append: async (_events: readonly DomainEvent[]) => send(appendEvents(db, []))',
    caughtBy: { file: stockSaga, tests: ['reserves with an expiry and says until when'] },
  },
  {
    name: 'relay-marks-after-publishing',
    protects: 'An event that was marked and never sent, because the relay or the broker died.',
    file: `${messaging}/src/outbox-batch.ts`,
    find: 'if (messages.length > 0) await broker.publish(messages);',
    replace: `await client.query(
        'UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1::uuid[])',
        [rows.map((row) => row.id)],
      );
      await client.query('COMMIT');
      await client.query('BEGIN');
      if (messages.length > 0) await broker.publish(messages);`,
    caughtBy: {
      file: `${messaging}/test/relay.int.test.ts`,
      tests: ['sends again what the broker did not take'],
    },
  },
  {
    name: 'relay-locks-its-batch',
    protects: 'Two relays that publish the same events.',
    file: `${messaging}/src/outbox-batch.ts`,
    find: 'ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
    replace: 'ORDER BY id LIMIT $1',
    caughtBy: {
      file: `${messaging}/test/relay.int.test.ts`,
      tests: ['leaves to another relay what that is publishing'],
    },
  },
  {
    name: 'inbox',
    protects: 'An event that is delivered twice takes effect twice.',
    file: `${messaging}/src/inbox.ts`,
    find: 'return rows === 1;',
    replace: 'return rows === 1 || true;',
    caughtBy: {
      file: `${messaging}/test/inbox.int.test.ts`,
      tests: ['applies an event once, however often it is delivered', 'applies it once at once'],
    },
  },
  {
    name: 'inbox-of-batches',
    protects: 'An event that was applied before takes effect again with the others of its batch.',
    file: `${messaging}/src/inbox.ts`,
    find: 'return rows === eventIds.length;',
    replace: 'return rows === eventIds.length || true;',
    caughtBy: {
      file: `${messaging}/test/batches.int.test.ts`,
      tests: [
        'skips the events that were applied before',
        'applies once an event that is in it twice',
      ],
    },
  },
  {
    name: 'inbox-of-payments',
    protects: 'A payment job that is delivered again records its outcome again.',
    file: `${orders}/src/consumers/payment-records.ts`,
    find: 'const claiming = finishes && claimInbox(tx, subscriber, finishes.id);',
    replace: 'const claiming = undefined;',
    caughtBy: { file: orderSaga, tests: ['are applied once'] },
  },
  {
    name: 'lock-of-stock-levels',
    protects: 'Two orders that both see the last unit.',
    file: `${inventory}/src/store/stock.ts`,
    find: 'ORDER BY l.sku FOR UPDATE OF l`',
    replace: 'ORDER BY l.sku`',
    caughtBy: {
      file: lastUnit,
      tests: ['is reserved for one of two orders that come at once'],
    },
  },
  {
    name: 'lock-of-reservation',
    protects: 'An order that is cancelled while it is being placed keeps its stock.',
    file: `${inventory}/src/store/reservations.ts`,
    find: 'send(db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${orderId}, 0))`);',
    replace: '',
    caughtBy: {
      file: lastUnit,
      tests: ['is free again when the order is cancelled while it is placed'],
    },
  },
  {
    name: 'lock-of-order',
    protects: 'Two commands that both decide on the order as it was.',
    file: `${orders}/src/store/order-state.ts`,
    find: 'SELECT version FROM orders WHERE id = ${id}::uuid FOR UPDATE`',
    replace: 'SELECT version FROM orders WHERE id = ${id}::uuid`',
    caughtBy: { file: atOnce, tests: ['two refunds pay back no more than was paid'] },
  },
  {
    name: 'lock-of-cart',
    protects: 'A cart that is ordered twice.',
    file: `${orders}/src/store/carts.ts`,
    find: 'SELECT 1 FROM carts WHERE user_id = ${userId}::uuid FOR UPDATE`',
    replace: 'SELECT 1 FROM carts WHERE user_id = ${userId}::uuid`',
    caughtBy: { file: atOnce, tests: ['two requests order a cart once'] },
  },
  {
    name: 'key-of-place-order',
    protects: 'A repeated request is told of something else than the order it made.',
    file: `${orders}/src/commands/place-order.ts`,
    find: "if (earlier) return { outcome: 'PLACED', orderId: earlier.orderId, order: null };",
    replace: '',
    caughtBy: {
      file: placing,
      tests: [
        'answers a repeated request with the same order',
        'makes one order of ten simultaneous requests with one key',
      ],
    },
  },
  {
    name: 'key-of-refund',
    protects: 'A refund that staff asked for twice by accident is paid twice.',
    file: `${orders}/src/commands/refund-order.ts`,
    find: 'if (earlier) {',
    replace: 'if (earlier && false) {',
    caughtBy: { file: orderLife, tests: ['are made once per key, also when asked for at once'] },
  },
  {
    name: 'key-of-receive-stock',
    protects: 'Goods that are booked in twice.',
    file: `${inventory}/src/commands/once.ts`,
    find: 'if (!claim.first) {',
    replace: 'if (!claim.first && false) {',
    caughtBy: {
      file: `${inventory}/test/staff.int.test.ts`,
      tests: ['with one key books once, also when sent five times at once'],
    },
  },
  {
    name: 'expiry-looks-at-the-clock',
    protects: 'Reservations that end before their time.',
    file: `${inventory}/src/store/reservations.ts`,
    find: "WHERE r.status = 'RESERVED' AND r.expires_at <= ${now}",
    replace: "WHERE r.status = 'RESERVED' AND ${now}::timestamptz IS NOT NULL",
    caughtBy: { file: stockSaga, tests: ['leaves alone what has time left or is sold'] },
  },
  {
    name: 'expiry-locks-what-it-ends',
    protects: 'Workers that wait for one another, and ask orders twice.',
    file: `${inventory}/src/store/reservations.ts`,
    find: 'ORDER BY r.expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)',
    replace: 'ORDER BY r.expires_at LIMIT ${limit})',
    caughtBy: {
      file: lastUnit,
      tests: ['is told of once by two workers that find its reservation run out'],
    },
  },
  {
    name: 'late-confirmation-looks-at-the-stock',
    protects: 'An order confirmed without a reservation takes what is not there.',
    file: `${inventory}/src/domain/reservation.ts`,
    find: `if (shortages.length > 0)
    return { status: found?.status ?? 'REJECTED', lines, changes: [], shortages };`,
    replace: '',
    caughtBy: {
      file: `${inventory}/test/reservation.test.ts`,
      tests: ['fails, holding nothing, when the stock has gone'],
    },
  },
  {
    name: 'find-before-authorise',
    protects: 'A payment that is asked for again, although an earlier attempt got through.',
    file: `${orders}/src/consumers/take-payment.ts`,
    find: '(attempt > 1 && (await find(env, order, stop))) ||',
    replace: '',
    caughtBy: {
      file: orderSaga,
      tests: ['asks after a payment that timed out instead of assuming that it failed'],
    },
  },
  {
    name: 'provider-key',
    protects: 'A second payment with the key of the first, or with one that was given up.',
    file: `${orders}/src/store/demo-provider.ts`,
    find: 'ON CONFLICT (key) DO UPDATE SET attempts = demo_provider_payments.attempts + 1\n',
    replace: "ON CONFLICT (key) DO UPDATE SET ref = EXCLUDED.ref, status = 'NEW'\n",
    caughtBy: {
      file: provider,
      tests: [
        'stands for one payment, however often it is authorised',
        'that was given up takes no payment any more, whether or not one was held',
      ],
    },
  },
  {
    name: 'provider-moves-only-from-where-it-may',
    protects: 'Money taken that is no longer held.',
    file: `${orders}/src/store/demo-provider.ts`,
    find: 'WHERE key = ${key} AND status = ANY (${from}::text[])\n',
    replace: 'WHERE key = ${key} AND ${from}::text[] IS NOT NULL\n',
    caughtBy: {
      file: provider,
      tests: ['that was given up takes no payment any more, whether or not one was held'],
    },
  },
  {
    name: 'provider-refunds-once',
    protects: 'A refund that is paid each time its job is tried.',
    file: `${orders}/src/store/demo-provider.ts`,
    find: 'if (earlier.length > 0) return true;',
    replace: 'await tx.$executeRaw`DELETE FROM demo_provider_refunds WHERE key = ${refundKey}`;',
    caughtBy: {
      file: atomicity,
      tests: ['is paid once when the worker died before it wrote that down'],
    },
  },
  {
    name: 'void-of-a-late-authorisation',
    protects: 'Money taken for an order that ended while the provider was asked.',
    file: `${orders}/src/consumers/take-payment.ts`,
    find: "status === 'AWAITING_PAYMENT' ? env.provider.capture(id) : env.provider.cancel(id)",
    replace: 'env.provider.capture(id)',
    caughtBy: {
      file: orderSaga,
      tests: ['gives up a hold when the buyer cancels while the provider is being asked'],
    },
  },
  {
    name: 'version-of-an-unlocked-write',
    protects: 'An authorisation written over an order that was cancelled meanwhile, and captured.',
    file: `${orders}/src/store/order-writes.ts`,
    find: ' AND coalesce(version = ${version}::int, true)',
    replace: ' AND coalesce(${version}::int > -1, true)',
    caughtBy: {
      file: orderSaga,
      tests: ['gives up a hold when the buyer cancels while the provider is being asked'],
    },
  },
  {
    name: 'version-of-a-known-order',
    protects: 'A decision on an order as it was before somebody else changed it.',
    file: `${orders}/src/store/order-state.ts`,
    find: 'if (locked?.version === known.version) return known.order;',
    replace: 'if (locked) return known.order;',
    caughtBy: {
      file: orderSaga,
      tests: ['pays back once when the buyer cancels between capture and its record'],
    },
  },
  {
    name: 'an-unpaid-end-asks-for-the-hold',
    protects: 'A hold on the buyer’s money that nobody gives up.',
    file: `${orders}/src/domain/order-changes.ts`,
    find: 'orderEvents.paymentCancelRequested(order),',
    replace: '',
    caughtBy: {
      file: decisions,
      tests: ['frees stock and gives up the payment when it ends unpaid'],
    },
  },
  {
    name: 'captured-already',
    protects: 'A capture that is written down, and paid back, twice.',
    file: `${orders}/src/domain/payment-decisions.ts`,
    find: 'if (order.payment.capturedMinor > 0) return ignored;',
    replace: '',
    caughtBy: {
      file: decisions,
      tests: ['sends money back that is captured after it was CANCELLED, once'],
    },
  },
  {
    name: 'refund-limit',
    protects: 'More paid back than was paid.',
    file: `${orders}/src/domain/order-decisions.ts`,
    find: 'if (amountMinor > left)',
    replace: 'if (amountMinor > left && false)',
    caughtBy: {
      file: decisions,
      tests: ['refuses a refund of more than is left, and says how much that is'],
    },
  },
];
