/**
 * Deliveries that were given up: what they are, and sending them again. To the outside each is one
 * event. BullMQ itself gives up a job at whose every start a worker died, and that can be a batch: it is
 * shown as its events, and sent again as jobs of one event each.
 */
import type { Job, JobsOptions } from 'bullmq';
import type { JobQueue } from './broker-backend.js';
import { addSingles, type DeliveryJob, eventsOf, isBatch } from './delivery-jobs.js';
import type { EventEnvelope } from './event-envelope.js';
import { deadLettersKeptMs } from './lifetimes.js';

export interface DeadLetter {
  /** The event's id. The same event can be dead in several queues. */
  id: string;
  queue: string;
  event: EventEnvelope;
  /** Attempts since it was queued or last replayed. */
  attempts: number;
  failedAt: Date;
  /** Message of the last failure. */
  reason: string;
  /** First lines of the last failures' stacks, oldest first. */
  stacks: string[];
  /** After this the inbox may have forgotten the event, and replaying it could apply it twice. */
  replayableUntil: Date;
}

export interface ReplayResult {
  replayed: { id: string; queue: string }[];
  /** Too old to be replayed safely. */
  expired: { id: string; queue: string }[];
}

const pageSize = 500;

/** The dead letters among the newest `limit` failed jobs of one queue. */
export async function readDeadLetters(queue: JobQueue, limit: number): Promise<DeadLetter[]> {
  const jobs = await readFailed(queue, limit);
  return jobs.flatMap((job) => eventsOf(job).map((event) => toDeadLetter(queue.name, job, event)));
}

/** Puts one dead letter back into the queue with all attempts before it; the id "all" means each. */
export async function replayDeadLetters(
  queue: JobQueue,
  id: string,
  options: JobsOptions,
): Promise<ReplayResult> {
  const result: ReplayResult = { replayed: [], expired: [] };
  for (const job of id === 'all' ? await readFailed(queue, Infinity) : await find(queue, id)) {
    if (!(await job.isFailed())) continue;
    const letters = eventsOf(job).map((event) => ({ id: event.id, queue: queue.name }));
    const isExpired = replayableUntil(job) <= new Date();
    if (!isExpired) await sendAgain(queue, job, options);
    result[isExpired ? 'expired' : 'replayed'].push(...letters);
  }
  return result;
}

async function readFailed(queue: JobQueue, limit: number): Promise<DeliveryJob[]> {
  const found: DeliveryJob[] = [];
  for (let from = 0; from < limit; from += pageSize) {
    const jobs = await queue.getFailed(from, Math.min(from + pageSize, limit) - 1);
    found.push(...jobs.filter((job): job is Job => Boolean(job)));
    if (jobs.length < pageSize) break;
  }
  return found;
}

/** The job of this event, or the batch that it died in. */
async function find(queue: JobQueue, eventId: string): Promise<DeliveryJob[]> {
  const job = (await queue.getJob(eventId)) as DeliveryJob | undefined;
  if (job) return [job];
  const failed = await readFailed(queue, Infinity);
  return failed.filter(
    (batch) => isBatch(batch) && eventsOf(batch).some(({ id }) => id === eventId),
  );
}

async function sendAgain(queue: JobQueue, job: DeliveryJob, options: JobsOptions): Promise<void> {
  if (!isBatch(job))
    return job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
  const leftovers = eventsOf(job).map((event) => ({ event, isLater: false }));
  await addSingles(queue, leftovers, options, job.timestamp);
  await job.remove();
}

function toDeadLetter(queue: string, job: DeliveryJob, event: EventEnvelope): DeadLetter {
  return {
    id: event.id,
    queue,
    event,
    attempts: job.attemptsMade,
    failedAt: new Date(job.finishedOn ?? job.timestamp),
    reason: job.failedReason ?? '',
    stacks: job.stacktrace ?? [],
    replayableUntil: replayableUntil(job),
  };
}

const replayableUntil = (job: DeliveryJob) => new Date(job.timestamp + deadLettersKeptMs);
