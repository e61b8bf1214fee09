// The promise that makes the saga feel instant: from commit to handler in under 50 ms when idle.
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startRelay } from '../src/relay.js';
import { buildEvent, createServiceDatabase } from './service-database.js';
import { brokerKinds, logger } from './test-brokers.js';

const rounds = 50;

for (const { kind, skip, start } of brokerKinds) {
  it.skipIf(skip)(
    `commit to handler takes under 50 ms (median of ${rounds}) on ${kind}`,
    async () => {
      const [server, database] = [await start(), await createServiceDatabase()];
      const broker = server.open();
      const arrivals = new Map<string, (at: number) => void>();
      const arrived = (id: string) => new Promise<number>((resolve) => arrivals.set(id, resolve));
      broker.consume(
        'users',
        ({ id }) => {
          arrivals.get(id)?.(performance.now());
          return Promise.resolve();
        },
        { concurrency: 4 },
      );
      const relay = startRelay({
        databaseUrl: database.url,
        broker,
        subscribersOf: () => ['users'],
        logger,
        pollMs: 60_000,
      });
      const taken: number[] = [];
      for (let round = 0; round <= rounds; round++) {
        const event = buildEvent();
        const arrival = arrived(event.id);
        await database.commit(event);
        const committedAt = performance.now();
        taken.push((await arrival) - committedAt);
        // Long enough for the relay and the worker to fall asleep: the case that needs waking.
        await delay(40);
      }
      await relay.stop();
      await broker.close();
      await database.drop();
      await server.drop();
      // The first round starts relay and worker.
      const sorted = taken.slice(1).toSorted((a, b) => a - b);
      const median = sorted[rounds / 2]!;
      console.info(
        `${kind}: median ${median.toFixed(1)} ms, worst ${sorted.at(-1)!.toFixed(1)} ms`,
      );
      expect(median).toBeLessThan(50);
    },
  );
}
