/** Deliveries that were given up: what they are, and sending them again. */
import type { Job } from 'bullmq';
import type { JobQueue } from './broker-backend.js';
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

/** The newest `limit` dead letters of one queue. */
export async function readDeadLetters(queue: JobQueue, limit: number): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  while (letters.length < limit) {
    const end = Math.min(letters.length + pageSize, limit) - 1;
    const jobs = await queue.getFailed(letters.length, end);
    const present = jobs.filter((job): job is Job => Boolean(job));
    letters.push(...present.map((job) => toDeadLetter(queue.name, job)));
    if (jobs.length < pageSize) break;
  }
  return letters;
}

/** Puts one dead letter back into the queue with all attempts before it; the id "all" means each. */
export async function replayDeadLetters(queue: JobQueue, id: string): Promise<ReplayResult> {
  const result: ReplayResult = { replayed: [], expired: [] };
  const ids =
    id === 'all' ? (await readDeadLetters(queue, Infinity)).map((letter) => letter.id) : [id];
  for (const jobId of ids) {
    const job = (await queue.getJob(jobId)) as Job | undefined;
    if (!job || !(await job.isFailed())) continue;
    if (replayableUntil(job) <= new Date()) {
      result.expired.push({ id: jobId, queue: queue.name });
      continue;
    }
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    result.replayed.push({ id: jobId, queue: queue.name });
  }
  return result;
}

function toDeadLetter(queue: string, job: Job<EventEnvelope>): DeadLetter {
  return {
    id: job.id!,
    queue,
    event: job.data,
    attempts: job.attemptsMade,
    failedAt: new Date(job.finishedOn ?? job.timestamp),
    reason: job.failedReason ?? '',
    stacks: job.stacktrace ?? [],
    replayableUntil: replayableUntil(job),
  };
}

const replayableUntil = (job: Job) => new Date(job.timestamp + deadLettersKeptMs);
