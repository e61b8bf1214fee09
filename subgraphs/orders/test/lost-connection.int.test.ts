/**
 * A database that ends a connection at the worst of moments: its farewell arrives in one piece with
 * the answer to a statement, when the pool hands the connection on to a transaction that waited for it
 * and nobody listens yet. An error event without a listener would end the process, and fails this file.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createTestDatabase, type TestDatabase, testPostgres } from '@tributary/embedded/testing';
import { isUnavailable } from '@tributary/service/graphql-server';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStore, type Store } from '../src/store.js';

let database: TestDatabase;
let relay: Awaited<ReturnType<typeof startRelay>>;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase('orders');
  relay = await startRelay(database.url);
  store = createStore(relay.url, 1);
});
afterAll(async () => {
  await store.close();
  relay.close();
  await database.drop();
});

it('costs the transaction its connection, and neither the process nor the next one', async () => {
  await store.ping();
  relay.hold();
  // Prisma begins when somebody waits for it.
  const answered = store.ping().then(() => true);
  const waiting = store.transaction((tx) => tx.orderState('00000000-0000-7000-8000-000000000000'));
  const failed = waiting.then(
    () => undefined,
    (error: unknown) => error,
  );
  await expect.poll(() => relay.heldBytes(), { timeout: 10_000 }).toBeGreaterThan(0);
  await endConnections();
  await relay.ended();
  relay.letGo();
  expect(await answered).toBe(true);
  expect(isUnavailable(await failed)).toBe(true);
  await store.ping();
});

async function endConnections(): Promise<void> {
  const client = new pg.Client({ connectionString: testPostgres().superuserUrl });
  await client.connect();
  const name = new URL(database.url).pathname.slice(1);
  const sql = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1';
  await client.query(sql, [name]);
  await client.end();
}

/** Passes everything on, and while it holds, keeps what the server says to hand it over in one piece. */
async function startRelay(databaseUrl: string) {
  const { hostname: host, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let held: Buffer[] | undefined;
  let near: Socket | undefined;
  let far: Socket | undefined;
  const server = createServer((socket) => {
    const upstream = connect({ host, port: Number(port) });
    [near, far] = [socket, upstream];
    for (const each of [socket, upstream]) {
      sockets.add(each);
      each.on('error', () => undefined);
    }
    socket.on('data', (chunk: Buffer) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => (held ? held.push(chunk) : socket.write(chunk)));
    upstream.on('end', () => held || socket.end());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    hold: () => void (held = []),
    heldBytes: () => held?.reduce((sum, chunk) => sum + chunk.length, 0) ?? 0,
    ended: () => (far!.readableEnded ? undefined : once(far!, 'end')),
    letGo() {
      const all = Buffer.concat(held!);
      held = undefined;
      near!.end(all);
    },
    close() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}
