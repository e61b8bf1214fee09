/** Turns a job back into events, runs the handler with a deadline, and tells BullMQ what a failure means. */
import { type Job, UnrecoverableError } from 'bullmq';
import { attemptWithin } from './attempt.js';
import { type DeliveryJob, type EventBatch, isBatch, type Leftover } from './delivery-jobs.js';
import { PermanentError } from './errors.js';
import type { Delivery, EventEnvelope } from './event-envelope.js';

export type DeliveryHandler = (event: EventEnvelope, delivery: Delivery) => Promise<void>;

/**
 * Handles several events at once and answers those that have to go on alone. Keeps its own deadlines:
 * `stop` only tells that the process waits no longer.
 * @throws when none of them was handled
 */
export type BatchHandler = (
  events: readonly EventEnvelope[],
  stop: AbortSignal,
) => Promise<Leftover[]>;

export interface ConsumeOptions {
  /** Jobs handled at the same time by this process. */
  concurrency: number;
  /** Fewer attempts than the broker's retry policy gives; more are not possible. */
  attempts?: number;
  /** One attempt may take this long; then its signal aborts and it counts as failed. Default 60 s. */
  attemptTimeoutMs?: number;
  /** Without it the events of a batch are handled one by one. */
  handleBatch?: BatchHandler;
}

export const defaultAttemptTimeoutMs = 60_000;

/** Queues events in jobs of their own; `queuedAt` (epoch ms) is when the job that held them was queued. */
export type HandOn = (leftovers: readonly Leftover[], queuedAt: number) => Promise<void>;

/** Runs one job. A failure of a job of several events is no failure of the job: see deliverBatch. */
export function deliver(
  job: DeliveryJob,
  stop: AbortSignal,
  handler: DeliveryHandler,
  options: ConsumeOptions,
  handOn: HandOn,
): Promise<void> {
  return isBatch(job)
    ? deliverBatch(job, stop, options, handOn)
    : deliverOne(job as Job<EventEnvelope>, stop, handler, options);
}

async function deliverOne(
  job: Job<EventEnvelope>,
  stop: AbortSignal,
  handler: DeliveryHandler,
  { attempts = Infinity, attemptTimeoutMs = defaultAttemptTimeoutMs }: ConsumeOptions,
): Promise<void> {
  const attempt = job.attemptsMade + 1;
  const isLastAttempt = attempt >= Math.min(attempts, job.opts.attempts ?? 1);
  try {
    await attemptWithin(attemptTimeoutMs, stop, (signal) =>
      handler(job.data, {
        attempt,
        isLastAttempt,
        get signal() {
          return signal();
        },
      }),
    );
  } catch (error) {
    throw error instanceof PermanentError || isLastAttempt ? unrecoverable(error) : error;
  }
}

/**
 * Only single events are tried again and given up. What a batch did not handle goes on in jobs of one
 * event, and the batch is done; it fails, and is tried again, only when the broker does not take them.
 * One that a worker died of is not tried whole again: the event that kills is found by itself.
 */
async function deliverBatch(
  job: Job<EventBatch>,
  stop: AbortSignal,
  { handleBatch }: ConsumeOptions,
  handOn: HandOn,
): Promise<void> {
  const { events } = job.data;
  const isFirstRun = job.attemptsMade === 0 && job.stalledCounter === 0;
  const all = () => events.map((event) => ({ event, isLater: false }));
  const leftovers = handleBatch && isFirstRun ? await handleBatch(events, stop).catch(all) : all();
  if (leftovers.length > 0) await handOn(leftovers, job.timestamp);
}

function unrecoverable(error: unknown): UnrecoverableError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const final = new UnrecoverableError(message);
  if (stack) final.stack = stack;
  return final;
}
