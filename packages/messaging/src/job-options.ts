/** The settings every queue, job and worker shares, whichever broker carries them. */
import type { JobsOptions, QueueOptions, WorkerOptions } from 'bullmq';
import { completedJobsKeptMs, deadLettersKeptMs, deadLettersKeptPerQueue } from './lifetimes.js';

export interface RetryPolicy {
  /** Deliveries before the dead letters; default 8. */
  attempts?: number;
  /** Wait before the second attempt; doubles from there, each with up to half taken off at random. Default 1000. */
  delayMs?: number;
}

/** Refuses what BullMQ would refuse later, or worse, accept and mangle. */
export function requireQueueName(name: string): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new TypeError(
      `"${name}" cannot be a queue: use lower-case letters, digits and "-" (no ":").`,
    );
}

/** Options of one event's job. The event's id is the job's, so an early duplicate is not even queued. */
export function deliveryOptions(
  { attempts = 8, delayMs = 1_000 }: RetryPolicy,
  keepCompleted = 0,
): JobsOptions {
  return {
    attempts,
    backoff: { type: 'exponential', delay: delayMs, jitter: 0.5 },
    removeOnComplete:
      keepCompleted === 0 ? true : { age: completedJobsKeptMs / 1_000, count: keepCompleted },
    removeOnFail: { age: deadLettersKeptMs / 1_000, count: deadLettersKeptPerQueue },
    stackTraceLimit: 3,
  };
}

/** Events that one job carries at most: what they have in common is paid once, and a transaction stays short. */
export const eventsPerJob = 16;

/**
 * Options of a job of several events. It never ends in the dead letters: what fails goes on as jobs of
 * one event, and until the broker has taken those, the job is tried again.
 */
export function batchOptions(single: JobsOptions): JobsOptions {
  const { removeOnComplete, removeOnFail, stackTraceLimit } = single;
  const backoff = { type: 'fixed', delay: 2_000, jitter: 0.5 };
  const attempts = 1_000_000;
  return { attempts, backoff, removeOnComplete, removeOnFail, stackTraceLimit };
}

/** The event stream of BullMQ is not read by anyone here, so it is kept short. */
export const queueOptions: Omit<QueueOptions, 'connection'> = {
  streams: { events: { maxLen: 100 } },
};

/**
 * A worker that dies holds its jobs for at most lockDuration + stalledInterval; then another takes
 * them. A job that was running at three deaths is suspected of causing them and is given up.
 */
export const workerOptions: Omit<WorkerOptions, 'connection'> = {
  autorun: false,
  lockDuration: 20_000,
  stalledInterval: 10_000,
  maxStalledCount: 3,
  runRetryDelay: 1_000,
};
