import type { Logger } from '@tributary/service';
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
