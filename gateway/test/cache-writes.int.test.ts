/**
 * Invariant: whoever reads, through any gateway, after a write was answered reads that write or a later
 * one. It holds for one gateway, and for several that share a Redis.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasRedis, startRedis } from '../../tests/support/redis.js';
import { sendToRedis } from '../../tests/support/redis-command.js';
import { type CacheGraph, startCacheGraph } from './cache-graph.js';
import { bundleGateway, spawnGateway } from './gateway-process.js';
import {
  ask,
  createKeyPair,
  type KeyPair,
  type RunningGateway,
  startGateway,
  until,
} from './running-gateway.js';

let keys: KeyPair;
let graph: CacheGraph;
let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
let gateways: Gateway[] = [];
const token = 'an invalidation token';

type Gateway = Pick<RunningGateway, 'url' | 'close'>;

beforeAll(async () => {
  keys = await createKeyPair();
  graph = await startCacheGraph(keys.publicKey);
});
afterAll(() => graph.close());
beforeEach(() => {
  graph.prices.clear();
  graph.beforeAnswer = () => undefined;
});
afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.close()));
  await redis?.stop();
  redis = undefined;
  gateways = [];
});

async function start(count: number, env: NodeJS.ProcessEnv = {}) {
  const one = () =>
    startGateway({
      supergraphSdl: graph.supergraphSdl,
      identityKey: keys.privateKey,
      env: { CACHE_TOKEN: token, ...env },
    });
  gateways = await Promise.all(Array.from({ length: count }, one));
  return gateways;
}

/** As they run in production: each in a process of its own. */
async function startProcesses(count: number, env: NodeJS.ProcessEnv) {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-gateways-'));
  const file = join(folder, 'supergraph.graphql');
  await writeFile(file, graph.supergraphSdl);
  const bundled = await bundleGateway();
  const one = async (): Promise<Gateway> => {
    const variables = {
      GATEWAY_IDENTITY_KEY: JSON.stringify(keys.privateKey),
      SUPERGRAPH_FILE: file,
      NODE_ENV: 'production',
      ...env,
    };
    const spawned = await spawnGateway(variables, bundled.program);
    return { url: await spawned.url, close: () => spawned.stop() };
  };
  gateways = await Promise.all(Array.from({ length: count }, one));
  await Promise.all([bundled.remove(), rm(folder, { recursive: true })]);
}

const pricesOf = 'query P($ids: [ID!]!) { items(ids: $ids) { id price } }';
const raise = 'mutation R($id: ID!) { raisePrice(id: $id) { price } }';
const raiseQuietly = 'mutation Q($id: ID!) { raisePrice: raiseQuietly(id: $id) { price } }';

async function readPrice(gateway: Gateway, id: string): Promise<number> {
  const { data, errors } = await ask(gateway, pricesOf, {}, { ids: [id] });
  expect(errors).toBeUndefined();
  return data.items[0].price;
}

async function warm() {
  for (const gateway of gateways)
    for (let time = 0; time < 3; time++) await readPrice(gateway, 'warm');
  graph.asked.prices.length = 0;
}

/** Numbers from 0 to 1 that look random and are the same in each run. */
function createDraw(seed = 1): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.each([
  ['one gateway', 1],
  ['three gateways, each a process, that share a Redis', 3],
])('with %s', (_what, count) => {
  test.skipIf(count > 1 && !hasRedis)(
    'a hundred writers and a hundred readers never read older than what was answered',
    async () => {
      if (count > 1) {
        redis = await startRedis();
        await startProcesses(count, { REDIS_URL: redis.url });
      } else await start(1);
      await warm();
      const draw = createDraw();
      graph.beforeAnswer = () => pause(draw() * 4);
      const pick = <T>(all: readonly T[]): T => all[Math.floor(draw() * all.length)]!;
      const ids = Array.from({ length: 25 }, (_one, index) => `i${index}`);
      const answered = new Map<string, number>();
      const tooOld: string[] = [];
      let reads = 0;
      const read = async (id: string) => {
        const least = answered.get(id) ?? 0;
        const price = await readPrice(pick(gateways), id);
        reads++;
        if (price < least) tooOld.push(`${id}: ${price} after ${least}`);
      };
      const write = async (id: string) => {
        const statement = draw() < 0.8 ? raise : raiseQuietly;
        const { data } = await ask(pick(gateways), statement, {}, { id });
        answered.set(id, Math.max(answered.get(id) ?? 0, data.raisePrice.price));
      };
      const writers = Array.from({ length: 100 }, async (_one, index) => {
        await pause(draw() * 300);
        await write(ids[index % ids.length]!);
        await read(ids[index % ids.length]!);
      });
      const readers = Array.from({ length: 100 }, async () => {
        for (let time = 0; time < 6; time++) {
          await read(pick(ids));
          await pause(draw() * 60);
        }
      });
      await Promise.all([...writers, ...readers]);
      expect(tooOld).toEqual([]);
      // And the cache was of use: far fewer entities were asked for than read.
      const asked = graph.asked.prices.flatMap((one) => one.ids).length;
      expect(asked).toBeLessThan(reads * 0.8);
    },
  );
});

describe.runIf(hasRedis)('gateways that share a Redis', () => {
  test('answer from what another one has fetched', async () => {
    redis = await startRedis();
    const [one, other] = await start(2, { REDIS_URL: redis.url });
    await warm();
    await readPrice(one!, 'a');
    await until('the entry is in Redis', async () => {
      graph.asked.prices.length = 0;
      await readPrice(other!, 'a');
      return graph.asked.prices.length === 0;
    });
    expect(graph.asked.prices).toEqual([]);
  });

  test('hear at once of what one of them was told', async () => {
    redis = await startRedis();
    const [one, other] = await start(2, { REDIS_URL: redis.url });
    await warm();
    await readPrice(one!, 'a');
    await readPrice(other!, 'a');
    graph.prices.set('a', 5);
    await fetch(`${one!.url}/cache/invalidate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ changes: [{ subgraph: 'prices', type: 'Item', key: { id: 'a' } }] }),
    });
    expect(await readPrice(other!, 'a')).toBe(5);
  });

  test('ask the subgraphs while Redis is away, and trust nothing older once it is back', async () => {
    redis = await startRedis();
    const port = Number(new URL(redis.url).port);
    const [one] = await start(1, { REDIS_URL: redis.url });
    await warm();
    await readPrice(one!, 'a');
    await redis.stop();
    graph.prices.set('a', 1);
    await until('Redis is missed', async () => (await readPrice(one!, 'a')) === 1);
    await ask(one!, raise, {}, { id: 'a' });
    expect(await readPrice(one!, 'a')).toBe(2);
    redis = await startRedis(port);
    await until('entries are kept again', async () => {
      expect(await readPrice(one!, 'a')).toBe(2);
      graph.asked.prices.length = 0;
      await readPrice(one!, 'a');
      return graph.asked.prices.length === 0;
    });
  });

  test('forget everything when Redis has, however many changes it knows of since', async () => {
    redis = await startRedis();
    const [one, other] = await start(2, { REDIS_URL: redis.url });
    await warm();
    for (const gateway of [one!, one!]) await ask(gateway, raise, {}, { id: 'x' });
    await readPrice(one!, 'a');
    await sendToRedis(redis.url, 'FLUSHALL');
    for (const id of ['a', 'x']) await ask(other!, raise, {}, { id });
    expect(await readPrice(one!, 'a')).toBe(1);
  });
});
