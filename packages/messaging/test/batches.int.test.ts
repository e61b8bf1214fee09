// Several events in one job, on both brokers: one transaction for all, and none suffers for another.
import { eventNames, subscribersOf } from '@tributary/contracts';
import { describe, expect, it } from 'vitest';
import type { Broker } from '../src/broker.js';
import type { DomainEvent } from '../src/event-envelope.js';
import { buildEvent, type TestTransaction, toEnvelope } from './service-database.js';
import { brokerKinds } from './test-brokers.js';
import { createTestWorld, type TestWorld } from './test-world.js';

const buildEvents = (count: number) => Array.from({ length: count }, () => buildEvent());
const forUsers = (events: readonly DomainEvent[]) =>
  events.map((event) => ({ subscriber: 'users', event: toEnvelope(event) }));
const inOrderOfKeys = (events: readonly DomainEvent[]) =>
  events.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ id }) => id);

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`a batch over ${kind}`, () => {
    const world = createTestWorld(start);

    it('is applied in one transaction, in the order of keys', async () => {
      const broker = world.open();
      const seen = consumeWatched(world, broker);
      const keys = buildEvents(5).map(({ key }) => key);
      const events = keys.toReversed().map((key) => buildEvent({ key }));
      await world.database.commit(...events);
      await world.relay(broker).drained();
      for (const event of events) await world.untilApplied(event);
      expect(await transactionsOf(world, events)).toBe(1);
      expect(seen).toEqual({ transactions: 1, handled: inOrderOfKeys(events) });
    });

    it('carries sixteen events at most', async () => {
      const broker = world.open();
      const seen = consumeWatched(world, broker);
      const events = buildEvents(33);
      await broker.publish(forUsers(events));
      for (const event of events) await world.untilApplied(event);
      expect(seen.transactions).toBe(3);
    });

    it('loses one event that fails and keeps the others; only that one becomes a dead letter', async () => {
      const broker = world.open();
      const events = buildEvents(5);
      const poison = events[2]!;
      const seen = consumeWatched(world, broker, { poison });
      await broker.publish(forUsers(events));
      const [letter] = await world.untilDead(broker, 1);
      const event = toEnvelope(poison);
      expect(letter).toMatchObject({ id: poison.id, attempts: 3, reason: 'poison', event });
      for (const { id } of events)
        expect(await world.effects({ ...poison, id })).toBe(id === poison.id ? 0 : 1);
      // Once with the others, and then the three attempts that every event has.
      expect(seen.handled.filter((id) => id === poison.id)).toHaveLength(4);
      await replayHealthy(world, broker);
    });

    it('goes on without an event that cannot be read', async () => {
      const broker = world.open();
      const seen = consumeWatched(world, broker);
      const [misfit, others] = [buildEvent({ payload: { orderId: 42 } }), buildEvents(3)];
      await broker.publish(forUsers([...others, misfit]));
      const [letter] = await world.untilDead(broker, 1);
      expect(letter).toMatchObject({ id: misfit.id, attempts: 1 });
      for (const event of others) await world.untilApplied(event);
      expect(await transactionsOf(world, others)).toBe(1);
      expect(seen.handled).toHaveLength(3);
    });

    it('skips the events that were applied before', async () => {
      const broker = world.open({ queues: ['users'] });
      const seen = consumeWatched(world, broker);
      const [before, ...others] = buildEvents(4);
      await broker.publish(forUsers([before!]));
      await world.untilApplied(before!);
      await broker.publish(forUsers([...others, before!]));
      for (const event of others) await world.untilApplied(event);
      expect(await transactionsOf(world, others)).toBe(1);
      expect(seen.handled).toEqual([before!.id, ...inOrderOfKeys(others)]);
    });

    it('applies once an event that is in it twice', async () => {
      const broker = world.open();
      const seen = consumeWatched(world, broker);
      const events = buildEvents(3);
      await broker.publish(forUsers([...events, events[1]!]));
      for (const event of events) await world.untilApplied(event);
      expect(seen.handled).toEqual(inOrderOfKeys(events));
    });

    it('that takes too long is rolled back, and its events go on alone', async () => {
      const broker = world.open();
      const events = buildEvents(3);
      const seen = consumeWatched(world, broker, { slowTogether: true });
      await broker.publish(forUsers(events));
      for (const event of events) await world.untilApplied(event);
      expect(await transactionsOf(world, events)).toBe(3);
      expect(seen.handled).toHaveLength(4);
    });
  });

/** How many transactions wrote the effects of these events. */
const transactionsOf = (world: TestWorld, events: readonly DomainEvent[]) =>
  world.database.count(
    `SELECT count(DISTINCT xmin::text) FROM effect
     WHERE event_id IN (${events.map(({ id }) => `'${id}'`).join()})`,
  );

/** Consumes `users`, counting transactions and noting what is handled. */
function consumeWatched(
  world: TestWorld,
  broker: Broker,
  faults: { poison?: DomainEvent; slowTogether?: boolean } = {},
) {
  const seen = { transactions: 0, handled: [] as string[] };
  const handle = async (
    tx: TestTransaction,
    { id }: { id: string },
    { signal }: { signal: AbortSignal },
  ) => {
    seen.handled.push(id);
    await tx.$executeRaw`INSERT INTO effect (event_id) VALUES (${id}::uuid)`;
    if (id === faults.poison?.id) throw new Error('poison');
    if (faults.slowTogether && seen.handled.length === 1)
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  const heard = eventNames.filter((name) => subscribersOf(name).includes('users'));
  world.consume(broker, {
    transaction: (work) => {
      seen.transactions++;
      return world.database.transaction(work);
    },
    handlers: Object.fromEntries(heard.map((name) => [name, handle])),
    ...(faults.slowTogether && { attemptTimeoutMs: 300 }),
  });
  return seen;
}

/** Leaves no dead letter to the next test. */
async function replayHealthy(world: TestWorld, broker: Broker): Promise<void> {
  await broker.close();
  const healthy = world.open();
  world.consume(healthy);
  await healthy.replay('all');
  await world.untilDead(healthy, 0);
}
