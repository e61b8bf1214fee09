import { createLogger, type Logger, metricsRegistry } from '@tributary/service';
import { describe, expect, it, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { consumeEvents, type OutsideHandlers } from '../src/consume-events.js';

describe('wiring a subscriber', () => {
  const done = () => Promise.resolve();
  const wire = (outsideHandlers: OutsideHandlers, handlers = {}) => {
    const consume = vi.fn<Broker['consume']>();
    consumeEvents({
      broker: { consume },
      subscriber: 'orders-payment',
      logger: {} as Logger,
      transaction: done,
      handlers,
      outsideHandlers,
    });
    return consume;
  };
  const complete = {
    PaymentRequested: done,
    PaymentCancelRequested: done,
    PaymentNotified: done,
    RefundRequested: done,
  };

  it('takes a handler for each event routed to it', () => {
    expect(wire(complete)).toHaveBeenCalledTimes(1);
  });

  it('names every event that is routed to it and has no handler', () => {
    expect(() => wire({ PaymentRequested: done })).toThrow(
      '"PaymentCancelRequested" is routed to it and has no handler; "RefundRequested" is routed',
    );
  });

  it('refuses a handler that would never be called, and two for one event', () => {
    expect(() => wire({ ...complete, OrderPlaced: done })).toThrow(
      '"OrderPlaced" has a handler and is not routed to it',
    );
    expect(() => wire(complete, { RefundRequested: done })).toThrow(
      '"RefundRequested" has two handlers',
    );
  });
});

describe('each attempt', () => {
  it('is counted for /metrics by outcome, and its age once it was applied', async () => {
    const consume = vi.fn<Broker['consume']>();
    const work = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('not yet'));
    consumeEvents({
      broker: { consume },
      subscriber: 'users-mail',
      logger: createLogger('test', 'silent'),
      transaction: () => Promise.resolve(),
      outsideHandlers: { MailQueued: work },
    });
    const [, handle] = consume.mock.calls[0]!;
    const id = '01890000-0000-7000-8000-000000000001';
    const occurredAt = new Date(Date.now() - 5_000).toISOString();
    const event = { id, name: 'MailQueued', version: 1, key: id, payload: { mailId: id } };
    const envelope = { ...event, traceparent: null, occurredAt };
    const delivery = { attempt: 1, isLastAttempt: false, signal: new AbortController().signal };
    await expect(handle(envelope, delivery)).rejects.toThrow('not yet');
    await handle(envelope, delivery);
    const metrics = await metricsRegistry.metrics();
    const total = (outcome: string) =>
      `tributary_events_handled_total{subscriber="users-mail",name="MailQueued",outcome="${outcome}"} 1`;
    expect(metrics).toContain(total('failed'));
    expect(metrics).toContain(total('applied'));
    expect(metrics).toMatch(/event_age_seconds_count\{[^}]*MailQueued[^}]*\} 1\n/);
    expect(metrics).toMatch(/event_age_seconds_sum\{[^}]*MailQueued[^}]*\} 5\./);
  });
});
