/**
 * Several events at once: those that are applied in a transaction share one, those that call the outside
 * world run side by side. Answers what has to go on alone, in a job of its own; nothing is given up here.
 */
import { attemptWithin } from './attempt.js';
import { applyTogether } from './apply-together.js';
import type { ConsumeEventsOptions } from './consume-events.js';
import { type BatchHandler, defaultAttemptTimeoutMs, type DeliveryHandler } from './deliveries.js';
import type { Leftover } from './delivery-jobs.js';
import { PermanentError } from './errors.js';
import type { EventEnvelope } from './event-envelope.js';
import type { SqlTransaction } from './sql-transaction.js';

/** Outside calls of one batch at the same time. */
const outsideAtOnce = 8;

/** @param handleAlone one event, as a job of its own would have it handled */
export function createBatchHandler<Tx extends SqlTransaction>(
  options: ConsumeEventsOptions<Tx>,
  handleAlone: DeliveryHandler,
): BatchHandler {
  const { outsideHandlers = {}, batchLocks, attemptTimeoutMs = defaultAttemptTimeoutMs } = options;
  const inTurn = batchLocks ? <T>(work: () => Promise<T>) => work() : oneAtATime();

  /** All of them, or none: then each goes on alone. The time for one event has to do for all. */
  async function inside(events: EventEnvelope[], stop: AbortSignal): Promise<Leftover[]> {
    if (events.length === 0) return [];
    try {
      return await inTurn(() =>
        attemptWithin(attemptTimeoutMs, stop, (signal) => applyTogether(options, events, signal)),
      );
    } catch (error) {
      const { logger, subscriber } = options;
      const context = { err: error, subscriber, events: events.length };
      logger.warn(context, 'A batch was rolled back, its events go on one by one');
      return events.map((event) => ({ event, isLater: false }));
    }
  }

  /** One that failed waits as after any first attempt; a permanent failure is left to its own job to state. */
  async function outside(event: EventEnvelope, stop: AbortSignal): Promise<Leftover[]> {
    try {
      await attemptWithin(attemptTimeoutMs, stop, (signal) => {
        const delivery = {
          attempt: 1,
          isLastAttempt: false,
          get signal() {
            return signal();
          },
        };
        return handleAlone(event, delivery);
      });
      return [];
    } catch (error) {
      return [{ event, isLater: !(error instanceof PermanentError) }];
    }
  }

  return async (events, stop) => {
    const isOutside = ({ name }: EventEnvelope) => name in outsideHandlers;
    const calls = events.filter(isOutside);
    const leftovers = await Promise.all([
      inside(
        events.filter((event) => !isOutside(event)),
        stop,
      ),
      ...Array.from({ length: Math.min(outsideAtOnce, calls.length) }, async () => {
        const left: Leftover[] = [];
        for (let event = calls.shift(); event; event = calls.shift())
          left.push(...(await outside(event, stop)));
        return left;
      }),
    ]);
    return leftovers.flat();
  };
}

/** Runs what it is given in turn; one that fails does not hold up the next. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}
