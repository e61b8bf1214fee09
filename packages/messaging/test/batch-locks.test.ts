import { createLogger } from '@tributary/service';
import { describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { consumeEvents, type ConsumeEventsOptions } from '../src/consume-events.js';
import type { SqlTransaction } from '../src/sql-transaction.js';

const envelopes = [1, 2].map((number) => {
  const mailId = `01890000-0000-7000-8000-00000000000${number}`;
  const event = { id: mailId, name: 'MailQueued', version: 1, key: mailId, payload: { mailId } };
  return { ...event, traceparent: null, occurredAt: new Date().toISOString() };
});

/** Hands two batches over at the same time and tells in which order things happened in them. */
async function handleTwoBatches(
  batchLocks: ConsumeEventsOptions<SqlTransaction>['batchLocks'],
): Promise<string[]> {
  const log: string[] = [];
  const consume = vi.fn<Broker['consume']>();
  consumeEvents<SqlTransaction>({
    broker: { consume },
    subscriber: 'users-mail',
    logger: createLogger('test', 'silent'),
    batchLocks: typeof batchLocks === 'function' ? async () => void log.push('locks') : batchLocks,
    transaction: async (work) => {
      log.push('begin');
      await work({ $executeRaw: async () => envelopes.length });
      log.push('commit');
    },
    handlers: { MailQueued: async () => void log.push('handler') },
  });
  const { handleBatch } = consume.mock.calls[0]![2];
  const { signal } = new AbortController();
  await Promise.all([handleBatch!(envelopes, signal), handleBatch!(envelopes, signal)]);
  return log;
}

describe('two batches of one subscriber', () => {
  const one = ['begin', 'handler', 'handler', 'commit'];

  it('are applied one after the other, because their locks have no order', async () => {
    expect(await handleTwoBatches(undefined)).toEqual([...one, ...one]);
  });

  it('are applied at the same time when handlers lock by key', async () => {
    expect((await handleTwoBatches('by key')).slice(0, 2)).toEqual(['begin', 'begin']);
  });

  it('lock what they need before the first handler', async () => {
    const log = await handleTwoBatches(() => Promise.resolve());
    expect(log.filter((step) => step === 'locks')).toHaveLength(2);
    expect(log.indexOf('handler')).toBeGreaterThan(log.lastIndexOf('locks'));
  });
});
