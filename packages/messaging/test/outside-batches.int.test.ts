// Several events whose handlers call the world outside: each has its own fate, on both brokers.
import { consumeEvents } from '../src/consume-events.js';
import { createId } from '@tributary/service';
import { describe, expect, it, vi } from 'vitest';
import { PermanentError } from '../src/errors.js';
import { buildEvent, toEnvelope } from './service-database.js';
import { brokerKinds, logger } from './test-brokers.js';
import { createTestWorld, timeout } from './test-world.js';

const delayMs = 400;

for (const { kind, skip, start } of brokerKinds)
  describe.skipIf(skip)(`outside calls of a batch over ${kind}`, () => {
    const world = createTestWorld(start);

    /** Publishes `count` mails as one batch; `send` is called with a mail's number and its call's. */
    async function sendMails(count: number, send: (mail: number, call: number) => Promise<void>) {
      const broker = world.open({ queues: ['users-mail'], retry: { attempts: 3, delayMs } });
      const mails = Array.from({ length: count }, createId);
      const calls = mails.map(() => [] as { at: number; attempt: number }[]);
      consumeEvents({
        broker,
        subscriber: 'users-mail',
        logger,
        transaction: () => Promise.resolve(),
        outsideHandlers: {
          MailQueued: ({ payload }, { attempt }) => {
            const mail = mails.indexOf(payload.mailId);
            return send(mail, calls[mail]!.push({ at: Date.now(), attempt }));
          },
        },
      });
      const events = mails.map((mailId) =>
        toEnvelope(buildEvent({ name: 'MailQueued', key: mailId, payload: { mailId } })),
      );
      await broker.publish(events.map((event) => ({ subscriber: 'users-mail', event })));
      return { broker, calls, events };
    }

    it('repeats alone, and after a wait, the one that failed', async () => {
      const { broker, calls } = await sendMails(5, async (mail, call) => {
        if (mail === 3 && call === 1) throw new Error('not yet');
      });
      await vi.waitFor(() => expect(calls[3]).toHaveLength(2), { timeout });
      expect(calls.map(({ length }) => length)).toEqual([1, 1, 1, 2, 1]);
      expect(calls[3]![1]!.at - calls[3]![0]!.at).toBeGreaterThanOrEqual(delayMs / 2);
      await world.untilDead(broker, 0);
    });

    it('makes a dead letter of the one that fails for good', async () => {
      const { broker, calls, events } = await sendMails(5, async (mail) => {
        if (mail === 1) throw new PermanentError('no such mailbox');
      });
      const [letter] = await world.untilDead(broker, 1);
      expect(letter).toMatchObject({ id: events[1]!.id, reason: 'no such mailbox', attempts: 1 });
      expect(calls.map(({ length }) => length)).toEqual([1, 2, 1, 1, 1]);
    });

    it('makes eight at the same time and no more', async () => {
      let [running, most] = [0, 0];
      const { calls } = await sendMails(16, async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running--;
      });
      await vi.waitFor(() => expect(calls.flat()).toHaveLength(16), { timeout });
      expect(most).toBe(8);
    });
  });
