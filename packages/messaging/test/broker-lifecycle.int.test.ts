// Starting, stopping, schedules and outages of the broker, on both.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { BrokerUnavailableError } from '../src/errors.js';
import { createGate, type Gate } from './gate.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds, type TestBroker } from './test-brokers.js';

const timeout = 15_000;

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`the broker on ${kind}`, () => {
    let server: TestBroker;
    const brokers: Broker[] = [];
    const gates: Gate[] = [];

    beforeAll(async () => {
      server = await start();
    });
    afterEach(async () => {
      await Promise.all(brokers.splice(0).map((broker) => broker.close()));
      await Promise.all(gates.splice(0).map((gate) => gate.shut()));
    });
    afterAll(() => server.drop());

    function open(...args: Parameters<TestBroker['open']>): Broker {
      const broker = server.open(...args);
      brokers.push(broker);
      return broker;
    }
    /** A broker whose way to the server is shut. */
    async function openBehindGate() {
      const gate = await createGate(server.url);
      gates.push(gate);
      return { gate, broker: open({}, gate.url) };
    }

    it('finishes the running job before it closes, and takes no other', async () => {
      const broker = open();
      const [running, other] = [buildEnvelope(), buildEnvelope()];
      const log: string[] = [];
      let release = () => undefined as void;
      broker.consume(
        'users',
        async ({ id }) => {
          log.push(`${id} began`);
          await new Promise<void>((resolve) => (release = resolve));
          log.push(`${id} ended`);
        },
        { concurrency: 1 },
      );
      await broker.publish([{ subscriber: 'users', event: running }]);
      await vi.waitFor(() => expect(log).toEqual([`${running.id} began`]), { timeout });
      await broker.publish([{ subscriber: 'users', event: other }]);
      const closed = broker.close().then(() => log.push('closed'));
      release();
      await closed;
      expect(log).toEqual([`${running.id} began`, `${running.id} ended`, 'closed']);

      const next = open();
      expect((await next.counts())['users']).toMatchObject({ waiting: 1, active: 0, failed: 0 });
      const handled: string[] = [];
      next.consume('users', async ({ id }) => void (await Promise.resolve(handled.push(id))), {
        concurrency: 1,
      });
      await vi.waitFor(() => expect(handled).toEqual([other.id]), { timeout });
    });

    it('does not wait for a running job beyond the deadline, and aborts it', async () => {
      const broker = open();
      const aborted = vi.fn<() => void>();
      const began = vi.fn<() => void>();
      broker.consume(
        'users',
        (_event, { signal }) => {
          began();
          return new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              aborted();
              reject(new Error('aborted'));
            }),
          );
        },
        { concurrency: 1 },
      );
      await broker.publish([{ subscriber: 'users', event: buildEnvelope() }]);
      await vi.waitFor(() => expect(began).toHaveBeenCalled(), { timeout });
      const startedAt = Date.now();
      await broker.close(200);
      expect(Date.now() - startedAt).toBeLessThan(3_500);
      expect(aborted).toHaveBeenCalledTimes(1);
    });

    it('runs a schedule once per interval with two workers', async () => {
      const runs: { worker: number; at: number }[] = [];
      const everyMs = 400;
      for (const worker of [1, 2])
        open().schedule('orders.tick', everyMs, async () => {
          await Promise.resolve(runs.push({ worker, at: Date.now() }));
        });
      await vi.waitFor(() => expect(runs.length).toBeGreaterThanOrEqual(6), {
        timeout,
        interval: 20,
      });
      const rounds = runs.map((run) => Math.round((run.at - runs[1]!.at) / everyMs));
      // The first run may come at once, the second at the next full interval; from there one each.
      expect(rounds.slice(1)).toEqual([...new Set(rounds.slice(1))]);
      expect(runs.at(-1)!.at - runs[1]!.at).toBeGreaterThan(everyMs * (runs.length - 2.5));
    });

    it('runs a schedule at the times of its pattern, once with two workers', async () => {
      const runs: number[] = [];
      for (const _worker of [1, 2])
        open().schedule('orders.nightly', { pattern: '*/2 * * * * *', tz: 'UTC' }, async () => {
          await Promise.resolve(runs.push(Date.now()));
        });
      await vi.waitFor(() => expect(runs.length).toBeGreaterThanOrEqual(3), { timeout });
      const rounds = runs.map((at) => Math.floor(at / 2_000));
      expect(rounds).toEqual([...new Set(rounds)]);
      for (const at of runs) expect(at % 2_000).toBeLessThan(1_500);
    });

    it('keeps a schedule going after a round that failed', async () => {
      const work = vi.fn<() => Promise<void>>().mockRejectedValue(new Error('this round failed'));
      open().schedule('users.flaky', 200, work);
      await vi.waitFor(() => expect(work.mock.calls.length).toBeGreaterThan(2), { timeout });
    });

    it('refuses a schedule without a service in its name', () => {
      expect(() => open().schedule('tick', 1_000, () => Promise.resolve())).toThrow(
        '<service>.<task>',
      );
    });

    it('fails softly while the server is away, and serves when it comes', async () => {
      const { broker, gate } = await openBehindGate();
      const handled: string[] = [];
      broker.consume('users', async ({ id }) => void (await Promise.resolve(handled.push(id))), {
        concurrency: 1,
      });
      await expect(broker.ping()).rejects.toThrow(BrokerUnavailableError);
      await gate.open();
      await vi.waitFor(() => broker.ping(), { timeout });
      const event = buildEnvelope();
      await broker.publish([{ subscriber: 'users', event }]);
      await vi.waitFor(() => expect(handled).toContain(event.id), { timeout });
    });

    it('survives an outage: publishing fails, then works, and the workers go on', async () => {
      const { broker, gate } = await openBehindGate();
      await gate.open();
      const handled: string[] = [];
      broker.consume('users', async ({ id }) => void (await Promise.resolve(handled.push(id))), {
        concurrency: 2,
      });
      const [before, during, after] = [buildEnvelope(), buildEnvelope(), buildEnvelope()];
      await broker.publish([{ subscriber: 'users', event: before }]);
      await vi.waitFor(() => expect(handled).toContain(before.id), { timeout });
      await gate.shut();
      await expect(broker.publish([{ subscriber: 'users', event: during }])).rejects.toThrow(
        BrokerUnavailableError,
      );
      await expect(broker.ping()).rejects.toThrow(BrokerUnavailableError);
      const cpu = process.cpuUsage();
      await delay(1_000);
      const busy = process.cpuUsage(cpu);
      expect((busy.user + busy.system) / 1_000).toBeLessThan(700);
      await gate.open();
      await vi.waitFor(() => broker.publish([{ subscriber: 'users', event: after }]), { timeout });
      await vi.waitFor(() => expect(handled).toContain(after.id), { timeout });
    });

    it('closes while the server is away', async () => {
      const { broker } = await openBehindGate();
      broker.consume('users', () => Promise.resolve(), { concurrency: 1 });
      await expect(broker.ping()).rejects.toThrow(BrokerUnavailableError);
      const startedAt = Date.now();
      await broker.close();
      expect(Date.now() - startedAt).toBeLessThan(5_000);
    });
  });

const buildEnvelope = () => toEnvelope(buildEvent());
