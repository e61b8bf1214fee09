/** Turns a job back into an event, runs the handler with a deadline, and tells BullMQ what a failure means. */
import { type Job, UnrecoverableError } from 'bullmq';
import type { Delivery, EventEnvelope } from './event-envelope.js';
import { withDeadline } from './deadline.js';
import { PermanentError } from './errors.js';

export type DeliveryHandler = (event: EventEnvelope, delivery: Delivery) => Promise<void>;

export interface ConsumeOptions {
  /** Events handled at the same time by this process. */
  concurrency: number;
  /** Fewer attempts than the broker's retry policy gives; more are not possible. */
  attempts?: number;
  /** One attempt may take this long; then its signal aborts and it counts as failed. Default 60 s. */
  attemptTimeoutMs?: number;
}

export async function deliver(
  job: Job<EventEnvelope>,
  stopSignal: AbortSignal,
  handler: DeliveryHandler,
  { attempts = Infinity, attemptTimeoutMs = 60_000 }: ConsumeOptions,
): Promise<void> {
  const attempt = job.attemptsMade + 1;
  const isLastAttempt = attempt >= Math.min(attempts, job.opts.attempts ?? 1);
  const expiry = new AbortController();
  const signal = AbortSignal.any([stopSignal, expiry.signal]);
  try {
    await withDeadline(
      handler(job.data, { attempt, isLastAttempt, signal }),
      attemptTimeoutMs,
      () => new Error(`The handler did not finish in ${attemptTimeoutMs} ms.`),
    );
  } catch (error) {
    expiry.abort(error);
    throw error instanceof PermanentError || isLastAttempt ? unrecoverable(error) : error;
  }
}

function unrecoverable(error: unknown): UnrecoverableError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const final = new UnrecoverableError(message);
  if (stack) final.stack = stack;
  return final;
}
