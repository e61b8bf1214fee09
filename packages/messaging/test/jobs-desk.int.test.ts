// What staff see of a service's jobs, and what they can do about a dead one, on both brokers.
import { freePort } from '@tributary/embedded/free-port';
import { createLogger } from '@tributary/service';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../src/errors.js';
import { createJobsDesk, type JobsDesk } from '../src/jobs-desk.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds } from './test-brokers.js';
import { createTestWorld, timeout } from './test-world.js';

const logger = createLogger('jobs-desk-test', 'silent');

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`the jobs desk over ${kind}`, () => {
    const world = createTestWorld(start);
    const desks: JobsDesk[] = [];
    afterEach(() => Promise.all(desks.splice(0).map((desk) => desk.close())));

    const open = (service: string) => {
      const { url } = world.server;
      const at = url.startsWith('redis') ? { redisUrl: url } : { jobsDatabaseUrl: url };
      const desk = createJobsDesk({ service, logger, ...at });
      desks.push(desk);
      return desk;
    };

    it('shows a service its own queues and dead letters, and sends one again', async () => {
      const broker = world.open();
      const handler = vi
        .fn<() => Promise<void>>()
        .mockRejectedValue(new PermanentError('550 no ada@example.com here\n at stack'));
      broker.consume('orders', handler, { concurrency: 1 });
      broker.consume('users', handler, { concurrency: 1 });
      const [event, other] = [toEnvelope(buildEvent()), toEnvelope(buildEvent())];
      await broker.publish([
        { subscriber: 'orders', event },
        { subscriber: 'users', event: other },
      ]);
      await world.untilDead(broker, 2);

      const desk = open('orders');
      expect(await desk.queues()).toEqual([
        { name: 'orders', waiting: 0, active: 0, delayed: 0, failed: 1 },
        { name: 'orders-payment', waiting: 0, active: 0, delayed: 0, failed: 0 },
        { name: 'orders-schedule', waiting: 0, active: 0, delayed: 0, failed: 0 },
      ]);
      const letters = await desk.deadLetters({});
      expect(letters).toMatchObject([
        {
          id: event.id,
          queue: 'orders',
          event: event.name,
          subjectId: event.key,
          attempts: 1,
          reason: '550 no (an address) here',
        },
      ]);
      expect(JSON.stringify(letters)).not.toContain('payload');
      expect(JSON.stringify(letters)).not.toContain('stack');

      await expect(desk.replay('users', other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(desk.replay('orders', 'all')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(desk.replay('orders', other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      handler.mockResolvedValue();
      expect(await desk.replay('orders', event.id)).toBe('REPLAYED');
      await vi.waitFor(async () => expect((await desk.queues())[0]?.failed).toBe(0), { timeout });
      await open('users').replay('users', other.id);
      await world.untilDead(broker, 0);
    });

    it('does not send again what the inbox may have forgotten', async () => {
      const broker = world.open();
      broker.consume('orders', () => Promise.reject(new PermanentError('bad')), { concurrency: 1 });
      const event = toEnvelope(buildEvent());
      await broker.publish([{ subscriber: 'orders', event }]);
      const [letter] = await world.untilDead(broker, 1);
      vi.useFakeTimers({ toFake: ['Date'], now: letter!.replayableUntil });
      const outcome = await open('orders')
        .replay('orders', event.id)
        .finally(() => vi.useRealTimers());
      expect(outcome).toBe('EXPIRED');
    });

    it('shows when a schedule comes next and how it last failed', async () => {
      const broker = world.open();
      broker.schedule('inventory.count', 500, () => Promise.reject(new Error('no shelf')));
      broker.schedule('inventory.audit', { pattern: '30 2 * * *', tz: 'UTC' }, async () => {});
      const desk = open('inventory');
      await vi.waitFor(
        async () =>
          expect(await desk.schedules()).toMatchObject([
            { name: 'inventory.audit', everyMs: null, pattern: '30 2 * * *', lastFailure: null },
            { name: 'inventory.count', everyMs: 500, pattern: null },
          ]),
        { timeout },
      );
      await vi.waitFor(
        async () =>
          expect((await desk.schedules())[1]!.lastFailure).toMatchObject({ reason: 'no shelf' }),
        { timeout },
      );
      const [audit] = await desk.schedules();
      expect(audit!.nextRunAt!.toISOString()).toMatch(/T02:30:00/);
      expect(audit!.nextRunAt!.getTime()).toBeGreaterThan(Date.now());
    });
  });

it('a desk whose broker is away, or that was told of none, says so with a code', async () => {
  const away = `postgresql://nobody@127.0.0.1:${await freePort()}/jobs`;
  const desk = createJobsDesk({
    service: 'orders',
    jobsDatabaseUrl: away,
    logger,
    answerTimeoutMs: 200,
  });
  const unavailable = { code: 'SERVICE_UNAVAILABLE' };
  await expect(desk.queues()).rejects.toMatchObject(unavailable);
  await desk.close();
  const untold = createJobsDesk({ service: 'orders', logger });
  await expect(untold.queues()).rejects.toMatchObject(unavailable);
  await untold.close();
});
