// The jobs that carry several events, as BullMQ sees them: repeated, given up, and beside older ones.
import { type Job, UnrecoverableError } from 'bullmq';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BrokerBackend } from '../src/broker-backend.js';
import type { DomainEvent } from '../src/event-envelope.js';
import { claimInbox } from '../src/inbox.js';
import { queueOptions, workerOptions } from '../src/job-options.js';
import { createPostgresBroker } from '../src/postgres-backend.js';
import { createRedisBroker } from '../src/redis-backend.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds } from './test-brokers.js';
import { createTestWorld, timeout } from './test-world.js';

const buildEvents = (count: number) => Array.from({ length: count }, () => buildEvent());
const forUsers = (events: readonly DomainEvent[]) =>
  events.map((event) => ({ subscriber: 'users', event: toEnvelope(event) }));

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`jobs of several events on ${kind}`, () => {
    const world = createTestWorld(start);
    const closers: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const close of closers.splice(0).toReversed()) await close();
    });

    /** BullMQ on the same server, without messaging around it. */
    async function openBackend(): Promise<BrokerBackend> {
      const { url } = world.server;
      const quiet = () => undefined;
      const backend =
        kind === 'Redis' ? createRedisBroker(url, quiet) : createPostgresBroker(url, 3, quiet);
      closers.push(() => backend.close());
      await backend.ready();
      return backend;
    }

    async function openWorker(
      process: () => Promise<void>,
      options: Partial<typeof workerOptions> = {},
    ) {
      const worker = (await openBackend()).createWorker('users', process, {
        ...workerOptions,
        ...options,
      });
      worker.on('error', () => undefined);
      closers.push(() => worker.close(true));
      await worker.waitUntilReady();
      return worker;
    }

    /** A worker takes the next job and is never heard of again; another one's check finds that out. */
    async function loseNextJob(): Promise<Job> {
      const dead = await openWorker(async () => undefined, { lockDuration: 100 });
      const job: Job = await dead.getNextJob('token');
      const heir = await openWorker(async () => undefined, { stalledInterval: 150 });
      await heir.startStalledCheckTimer();
      await vi.waitFor(async () => expect(await job.getState()).toBe('waiting'), { timeout });
      return job;
    }

    for (const applied of [false, true])
      it(`are repeated event by event when their worker died ${applied ? 'after' : 'before'} the commit`, async () => {
        const broker = world.open();
        const events = buildEvents(4);
        await broker.publish(forUsers(events));
        expect((await loseNextJob()).name).toBe('batch');
        if (applied)
          await world.database.transaction(async (tx) => {
            for (const { id } of events) {
              await claimInbox(tx, 'users', id);
              await tx.$executeRaw`INSERT INTO effect (event_id) VALUES (${id}::uuid)`;
            }
          });
        const onHandled = vi.fn<(handled: { outcome: string }) => void>();
        world.consume(broker, { onHandled });
        await vi.waitFor(() => expect(onHandled).toHaveBeenCalledTimes(4), { timeout });
        for (const [{ outcome }] of onHandled.mock.calls)
          expect(outcome).toBe(applied ? 'duplicate' : 'applied');
        for (const event of events) expect(await world.effects(event)).toBe(1);
        const ids = events.map(({ id }) => `'${id}'`).join();
        const sql = `SELECT count(DISTINCT xmin::text) FROM effect WHERE event_id IN (${ids})`;
        expect(await world.database.count(sql)).toBe(applied ? 1 : 4);
        await world.untilDead(broker, 0);
      });

    it('are shown and replayed as their events when BullMQ gave one up', async () => {
      const broker = world.open();
      const events = buildEvents(3);
      await broker.publish(forUsers(events));
      const deadly = await openWorker(() => Promise.reject(new UnrecoverableError('killed')));
      void deadly.run();
      const letters = await world.untilDead(broker, 3);
      const names = letters.map(({ id, event }) => `${id} ${event.key}`);
      expect(names.toSorted()).toEqual(events.map(({ id, key }) => `${id} ${key}`).toSorted());
      await deadly.close();
      world.consume(broker);
      const { replayed } = await broker.replay(events[1]!.id);
      expect(replayed.map(({ id }) => id).toSorted()).toEqual(
        events.map(({ id }) => id).toSorted(),
      );
      for (const event of events) await world.untilApplied(event);
      await world.untilDead(broker, 0);
    });

    it('are not made for one event: its job is what it was', async () => {
      const queue = (await openBackend()).createQueue('users', queueOptions);
      closers.push(() => queue.close());
      const [old, recent] = [buildEvent(), buildEvent()];
      await queue.add(old.name, toEnvelope(old), { jobId: old.id, attempts: 3 });
      const broker = world.open();
      await broker.publish(forUsers([recent]));
      await broker.publish(forUsers([recent]));
      const job = (await queue.getJob(recent.id)) as Job;
      expect([job.name, job.data]).toEqual([recent.name, toEnvelope(recent)]);
      expect(await broker.counts()).toMatchObject({ users: { waiting: 2 } });
      world.consume(broker);
      for (const event of [old, recent]) await world.untilApplied(event);
    });

    it('are queued once, however often the same ones are published', async () => {
      const broker = world.open();
      const events = buildEvents(3);
      for (let time = 0; time < 3; time++) await broker.publish(forUsers(events));
      expect(await broker.counts()).toMatchObject({ users: { waiting: 1 } });
      world.consume(broker);
      for (const event of events) await world.untilApplied(event);
    });
  });
