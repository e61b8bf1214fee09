// From a committed transaction to an effect, on both brokers: nothing lost, nothing applied twice.
import { describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { BrokerUnavailableError } from '../src/errors.js';
import type { EventEnvelope } from '../src/event-envelope.js';
import { appendEvents } from '../src/outbox.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds } from './test-brokers.js';
import { createTestWorld, timeout } from './test-world.js';

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`delivery over ${kind}`, () => {
    const world = createTestWorld(start);

    it('delivers an event that was committed, and marks it', async () => {
      const broker = world.open();
      world.consume(broker);
      const started = world.relay(broker);
      const event = buildEvent();
      await world.database.commit(event);
      await world.untilApplied(event);
      await started.drained();
      const marked = `SELECT count(*) FROM outbox WHERE id = '${event.id}' AND published_at IS NOT NULL`;
      expect(await world.database.count(marked)).toBe(1);
    });

    it('never delivers an event that was rolled back', async () => {
      const broker = world.open();
      world.consume(broker);
      const started = world.relay(broker);
      const [undone, sentinel] = [buildEvent(), buildEvent()];
      const failure = world.database.transaction(async (tx) => {
        await appendEvents(tx, [undone]);
        throw new Error('the command failed');
      });
      await expect(failure).rejects.toThrow('the command failed');
      await world.database.commit(sentinel);
      await world.untilApplied(sentinel);
      await started.drained();
      expect(await world.effects(undone)).toBe(0);
    });

    it('delivers what was committed while neither relay nor broker was there', async () => {
      const event = buildEvent();
      await world.database.commit(event);
      const broker = world.open();
      world.relay(broker);
      world.consume(broker);
      await world.untilApplied(event);
      expect(await world.effects(event)).toBe(1);
    });

    it('marks an event that nobody subscribes to', async () => {
      const event = buildEvent();
      await world.database.commit(event);
      const publish = vi.fn<Broker['publish']>();
      await world.relay({ publish }, { subscribersOf: () => [] }).drained();
      expect(publish).not.toHaveBeenCalled();
    });

    it('publishes again what the broker did not take', async () => {
      const event = buildEvent();
      await world.database.commit(event);
      const publish = vi
        .fn<Broker['publish']>()
        .mockRejectedValueOnce(new BrokerUnavailableError('Away.'))
        .mockResolvedValue(undefined);
      await world.relay({ publish }).drained();
      expect(publish).toHaveBeenCalledTimes(2);
      expect(publish.mock.calls[1]![0].map((message) => message.event.id)).toEqual([event.id]);
    });

    it('applies an event once when the relay died between publishing and marking it', async () => {
      const broker = world.open({ keepCompleted: 0 });
      const delivered = vi.fn<(event: EventEnvelope) => void>();
      world.consume({ ...broker, consume: tapped(broker, delivered) });
      const event = buildEvent();
      let deaths = 0;
      const publish: Broker['publish'] = async (messages) => {
        await broker.publish(messages);
        if (deaths++ > 0) return;
        // The first delivery is over, so that the queue cannot recognise the second as a duplicate.
        await world.untilApplied(event);
        await vi.waitFor(async () => expect((await broker.counts())['users']?.active).toBe(0));
        expect(await world.database.cutRelays()).toBe(1);
      };
      await world.database.commit(event);
      const started = world.relay({ publish });
      await started.drained();
      await vi.waitFor(() => expect(delivered).toHaveBeenCalledTimes(2), { timeout });
      await vi.waitFor(async () => expect((await broker.counts())['users']?.active).toBe(0));
      expect(await world.effects(event)).toBe(1);
      expect(
        await world.database.count(`SELECT count(*) FROM inbox WHERE event_id = '${event.id}'`),
      ).toBe(1);
    });

    it('publishes each event once with two relays at work', async () => {
      const seen: string[] = [];
      const publish: Broker['publish'] = async (messages) => {
        await Promise.resolve(seen.push(...messages.map(({ event }) => event.id)));
      };
      const events = Array.from({ length: 300 }, () => buildEvent());
      const both = [
        world.relay({ publish }, { batchSize: 7 }),
        world.relay({ publish }, { batchSize: 7 }),
      ];
      for (let from = 0; from < events.length; from += 30)
        await world.database.commit(...events.slice(from, from + 30));
      await Promise.all(both.map((started) => started.drained()));
      expect(seen.toSorted()).toEqual(events.map((event) => event.id).toSorted());
    });

    it('publishes a batch in the order of ids', async () => {
      const seen: string[] = [];
      const publish: Broker['publish'] = async (messages) => {
        await Promise.resolve(seen.push(...messages.map(({ event }) => event.id)));
      };
      const events = Array.from({ length: 20 }, () => buildEvent());
      await world.database.commit(...events.toReversed());
      await world.relay({ publish }, { batchSize: 6 }).drained();
      expect(seen).toEqual(events.map((event) => event.id).toSorted());
    });

    it('goes on after its LISTEN connection was cut', async () => {
      const broker = world.open();
      world.consume(broker);
      const started = world.relay(broker);
      await started.drained();
      expect(await world.database.cutRelays()).toBe(1);
      const [missed, heard] = [buildEvent(), buildEvent()];
      await world.database.commit(missed);
      await world.untilApplied(missed);
      await started.drained();
      await world.database.commit(heard);
      await world.untilApplied(heard);
      expect(await world.effects(missed)).toBe(1);
    });

    it('goes on after the broker cut every connection', async () => {
      const broker = world.open();
      world.consume(broker);
      world.relay(broker);
      const [before, after] = [buildEvent(), buildEvent()];
      await world.database.commit(before);
      await world.untilApplied(before);
      await world.server.cut();
      await world.database.commit(after);
      await world.untilApplied(after);
      await expect(broker.ping()).resolves.toBeUndefined();
    });

    it('hands on the trace of the command', async () => {
      const broker = world.open();
      const seen: (string | null)[] = [];
      broker.consume(
        'orders',
        async (event) => void (await Promise.resolve(seen.push(event.traceparent))),
        { concurrency: 1 },
      );
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const event = { ...toEnvelope(buildEvent()), traceparent };
      await broker.publish([{ subscriber: 'orders', event }]);
      await vi.waitFor(() => expect(seen).toEqual([traceparent]), { timeout });
    });

    it('refuses a queue name that BullMQ cannot take', async () => {
      const broker = world.open();
      const message = { subscriber: 'users:mail', event: toEnvelope(buildEvent()) };
      await expect(broker.publish([message])).rejects.toThrow('cannot be a queue');
      expect(() =>
        broker.consume('users:mail', () => Promise.resolve(), { concurrency: 1 }),
      ).toThrow('cannot be a queue');
    });
  });

/** The broker's own consume, telling `seen` of each delivery before it is handled. */
function tapped(broker: Broker, seen: (event: EventEnvelope) => void): Broker['consume'] {
  return (subscriber, handler, options) =>
    broker.consume(
      subscriber,
      (event, delivery) => {
        seen(event);
        return handler(event, delivery);
      },
      options,
    );
}
