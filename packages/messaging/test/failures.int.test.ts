// What happens to a delivery whose handler fails, on both brokers.
import { describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../src/errors.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds } from './test-brokers.js';
import { createTestWorld, timeout } from './test-world.js';

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`a failing handler over ${kind}`, () => {
    const world = createTestWorld(start);

    it('retries with backoff, gives up into the dead letters, and replays them', async () => {
      const broker = world.open({ retry: { attempts: 3, delayMs: 100 } });
      const startedAt: number[] = [];
      let healthy = false;
      broker.consume(
        'orders',
        async (_event, { attempt, isLastAttempt }) => {
          startedAt.push(Date.now());
          if (!healthy) throw new Error(`attempt ${attempt}${isLastAttempt ? ', the last' : ''}`);
          await Promise.resolve();
        },
        { concurrency: 1 },
      );
      world.relay(broker, { subscribersOf: () => ['orders'] });
      const event = buildEvent();
      await world.database.commit(event);
      const [letter] = await world.untilDead(broker, 1);
      expect(letter).toMatchObject({
        id: event.id,
        queue: 'orders',
        attempts: 3,
        reason: 'attempt 3, the last',
        event: { name: 'OrderDelivered', payload: event.payload, key: event.key },
      });
      expect(startedAt[1]! - startedAt[0]!).toBeGreaterThanOrEqual(50);
      expect(startedAt[2]! - startedAt[1]!).toBeGreaterThanOrEqual(100);
      expect((await broker.counts())['orders']?.failed).toBe(1);

      await broker.replay(event.id);
      await vi.waitFor(() => expect(startedAt).toHaveLength(6), { timeout });
      await world.untilDead(broker, 1);

      healthy = true;
      expect(await broker.replay('all')).toEqual({
        replayed: [{ id: event.id, queue: 'orders' }],
        expired: [],
      });
      await world.untilDead(broker, 0);
      await vi.waitFor(() => expect(startedAt).toHaveLength(7), { timeout });
    });

    it('sends a permanent failure to the dead letters at once', async () => {
      const broker = world.open();
      const handler = vi
        .fn<() => Promise<void>>()
        .mockRejectedValue(new PermanentError('no such order'));
      broker.consume('orders', handler, { concurrency: 1 });
      await broker.publish([{ subscriber: 'orders', event: toEnvelope(buildEvent()) }]);
      const [letter] = await world.untilDead(broker, 1);
      expect(handler).toHaveBeenCalledTimes(1);
      expect(letter).toMatchObject({ attempts: 1, reason: 'no such order' });
      handler.mockResolvedValue();
      await broker.replay('all');
      await world.untilDead(broker, 0);
    });

    it('does not replay a dead letter that the inbox may have forgotten', async () => {
      const broker = world.open();
      const handler = vi.fn<() => Promise<void>>().mockRejectedValue(new PermanentError('bad'));
      broker.consume('orders', handler, { concurrency: 1 });
      const event = toEnvelope(buildEvent());
      await broker.publish([{ subscriber: 'orders', event }]);
      const [letter] = await world.untilDead(broker, 1);
      vi.useFakeTimers({ toFake: ['Date'], now: letter!.replayableUntil });
      const result = await broker.replay('all').finally(() => vi.useRealTimers());
      expect(result).toEqual({ replayed: [], expired: [{ id: event.id, queue: 'orders' }] });
      handler.mockResolvedValue();
      expect((await broker.replay('all')).replayed).toHaveLength(1);
      await world.untilDead(broker, 0);
    });

    it('sends a payload that does not fit the catalogue to the dead letters at once', async () => {
      const broker = world.open();
      world.consume(broker);
      const event = buildEvent({ payload: { orderId: 42 } });
      await broker.publish([{ subscriber: 'users', event: toEnvelope(event) }]);
      const letters = await world.untilDead(broker, 1);
      expect(letters[0]).toMatchObject({ id: event.id, attempts: 1 });
      expect(letters[0]!.reason).toContain('"OrderDelivered" does not fit');
      expect(await world.effects(event)).toBe(0);
    });

    it('rolls the inbox back with a failed effect, so that the retry applies it', async () => {
      const broker = world.open({ queues: ['users'] });
      let failures = 0;
      world.consume(broker, {
        transaction: (work) =>
          world.database.transaction(async (tx) => {
            await work(tx);
            if (failures++ === 0) throw new Error('the commit failed');
          }),
      });
      const event = buildEvent();
      await broker.publish([{ subscriber: 'users', event: toEnvelope(event) }]);
      await world.untilApplied(event);
      expect(failures).toBe(2);
    });

    it('fails an attempt that takes too long, and aborts its signal', async () => {
      const broker = world.open();
      const aborted = vi.fn<() => void>();
      broker.consume(
        'orders',
        (_event, { attempt, signal }) =>
          attempt > 1
            ? Promise.resolve()
            : new Promise(() => signal.addEventListener('abort', aborted)),
        { concurrency: 1, attemptTimeoutMs: 100 },
      );
      const event = toEnvelope(buildEvent());
      await broker.publish([{ subscriber: 'orders', event }]);
      await vi.waitFor(() => expect(aborted).toHaveBeenCalledTimes(1), { timeout });
      await vi.waitFor(async () =>
        expect(await broker.counts()).toMatchObject({
          orders: { waiting: 0, active: 0, delayed: 0, failed: 0 },
        }),
      );
    });
  });
