/**
 * The jobs that carry events, as they lie in a queue: one event as it is, under its own id, or several
 * in one job. Both are read everywhere; a queue may hold jobs of an older release.
 */
import { createHash } from 'node:crypto';
import type { BulkJobOptions, Job, JobsOptions } from 'bullmq';
import type { JobQueue } from './broker-backend.js';
import type { EventEnvelope } from './event-envelope.js';
import { batchOptions, eventsPerJob } from './job-options.js';

export interface EventBatch {
  events: EventEnvelope[];
}

export type DeliveryJob = Job<EventEnvelope | EventBatch>;

/** An event that goes on in a job of its own. */
export interface Leftover {
  event: EventEnvelope;
  /** With the wait that follows a first failure; otherwise at once. */
  isLater: boolean;
}

interface NewJob {
  name: string;
  data: EventEnvelope | EventBatch;
  opts: BulkJobOptions;
}

export const isBatch = (job: DeliveryJob): job is Job<EventBatch> => 'events' in job.data;

export const eventsOf = (job: DeliveryJob): EventEnvelope[] =>
  isBatch(job) ? job.data.events : [job.data as EventEnvelope];

/** Jobs of up to sixteen events each, in their order. */
export function toJobs(events: readonly EventEnvelope[], options: JobsOptions): NewJob[] {
  const jobs: NewJob[] = [];
  for (let from = 0; from < events.length; from += eventsPerJob) {
    const some = events.slice(from, from + eventsPerJob);
    jobs.push(some.length === 1 ? toJob(some[0]!, options) : toBatchJob(some, options));
  }
  return jobs;
}

/**
 * Queues each event in a job of its own. `queuedAt` (epoch ms) is when the job that held them was
 * queued: how long a dead letter can be replayed counts from there.
 */
export async function addSingles(
  queue: JobQueue,
  leftovers: readonly Leftover[],
  options: JobsOptions,
  queuedAt: number,
): Promise<void> {
  const backoff = options.backoff as { delay: number };
  const now = Date.now();
  await queue.addBulk(
    leftovers.map(({ event, isLater }) => {
      // BullMQ counts the delay from the timestamp.
      const delay = isLater ? now - queuedAt + backoff.delay * (0.5 + Math.random() / 2) : 0;
      return toJob(event, { ...options, timestamp: queuedAt, delay: Math.round(delay) });
    }),
  );
}

/** The event's id is the job's, so an early duplicate is not even queued. */
const toJob = (event: EventEnvelope, options: JobsOptions): NewJob => ({
  name: event.name,
  data: event,
  opts: { ...options, jobId: event.id },
});

function toBatchJob(events: EventEnvelope[], options: JobsOptions): NewJob {
  const hash = createHash('sha256');
  for (const { id } of events) hash.update(id);
  const jobId = `batch-${hash.digest('hex').slice(0, 32)}`;
  return { name: 'batch', data: { events }, opts: { ...batchOptions(options), jobId } };
}
