// Invariant: a schedule has one round per interval, however many workers know it and whichever dies.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { createGate, type Gate } from './gate.js';
import { brokerKinds, type TestBroker } from './test-brokers.js';

const timeout = 20_000;
const everyMs = 300;

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`three workers with one schedule on ${kind}`, () => {
    let server: TestBroker;
    const brokers: Broker[] = [];
    const gates: Gate[] = [];

    beforeAll(async () => {
      server = await start();
    });
    afterEach(async () => {
      await Promise.all(brokers.splice(0).map((broker) => broker.close(0)));
      await Promise.all(gates.splice(0).map((gate) => gate.shut()));
    });
    afterAll(() => server.drop());

    function open(url?: string): Broker {
      const broker = server.open({}, url);
      brokers.push(broker);
      return broker;
    }

    it('have as many rounds as one worker has', async () => {
      const rounds = { one: 0, three: 0 };
      const count = (who: keyof typeof rounds) => () => Promise.resolve(void rounds[who]++);
      open().schedule('users.alone', everyMs, count('one'));
      for (const broker of [open(), open(), open()])
        broker.schedule('orders.shared', everyMs, count('three'));
      await vi.waitFor(() => expect(Math.min(rounds.one, rounds.three)).toBeGreaterThan(0), {
        timeout,
      });
      const before = { ...rounds };
      await delay(everyMs * 12);
      // A round may fall on either side of the count's beginning and end.
      const [one, three] = [rounds.one - before.one, rounds.three - before.three];
      expect(one).toBeGreaterThanOrEqual(6);
      expect(Math.abs(three - one)).toBeLessThanOrEqual(2);
      expect(three).toBeLessThanOrEqual(13);
    });

    it('go on with it when one stops in the middle of a round', async () => {
      const { schedule, rounds, running } = watchRounds('inventory.stopped');
      const workers = [open(), open(), open()];
      workers.forEach(schedule);
      const victim = await vi.waitFor(running, { timeout });
      await workers[victim]!.close(0);
      const { by, beyondIntervals } = await nextRounds(rounds, 8);
      expect(by).not.toContain(victim);
      expect(beyondIntervals).toBeLessThanOrEqual(2);
    });

    it('go on with it when one dies in the middle of a round, without a word', async () => {
      const { schedule, rounds, running } = watchRounds('inventory.killed');
      const doors = await Promise.all([1, 2, 3].map(() => createGate(server.url)));
      gates.push(...doors);
      await Promise.all(doors.map((gate) => gate.open()));
      doors.map((gate) => open(gate.url)).forEach(schedule);
      const victim = await vi.waitFor(running, { timeout });
      await doors[victim]!.shut();
      const { by, beyondIntervals } = await nextRounds(rounds, 8);
      expect(by).not.toContain(victim);
      expect(beyondIntervals).toBeLessThanOrEqual(2);
    });
  });

/** A schedule whose first round does not end by itself: there is always a worker to be hit. */
function watchRounds(name: string) {
  const rounds: { worker: number; at: number }[] = [];
  let held: number | undefined;
  return {
    rounds,
    /** The worker that is in the middle of a round. @throws Error while there is none */
    running: () => {
      if (held === undefined) throw new Error('No round has begun yet.');
      return held;
    },
    schedule: (broker: Broker, worker: number) =>
      broker.schedule(name, everyMs, (signal) => {
        rounds.push({ worker, at: Date.now() });
        if (held !== undefined) return Promise.resolve();
        held = worker;
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new Error('aborted'))),
        );
      }),
  };
}

/** Waits for `count` more rounds: whose they were, and how many more than full intervals have passed. */
async function nextRounds(rounds: readonly { worker: number; at: number }[], count: number) {
  const [from, since] = [rounds.length, Date.now()];
  await vi.waitFor(() => expect(rounds.length).toBeGreaterThanOrEqual(from + count), { timeout });
  const next = rounds.slice(from);
  const intervals = Math.floor((next.at(-1)!.at - since) / everyMs);
  return { by: next.map(({ worker }) => worker), beyondIntervals: next.length - intervals };
}
