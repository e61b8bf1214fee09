/** What the broker knows of a service's schedules: when each comes next, and how it last failed. */
import type { JobQueue } from './broker-backend.js';

export interface ScheduleReport {
  /** "<service>.<task>". */
  name: string;
  /** Either this … */
  everyMs: number | null;
  /** … or this, a cron pattern in UTC. */
  pattern: string | null;
  nextRunAt: Date | null;
  /** Of the rounds that the queue still has; the next round is the retry of a failed one. */
  lastFailure: { at: Date; reason: string } | null;
}

/** More schedules than a service will have, and the failed rounds that a queue keeps. */
const schedulesRead = 100;
const roundsRead = 20;

export const scheduleQueueOf = (service: string): string => `${service}-schedule`;

/** By name. */
export async function readSchedules(queue: JobQueue): Promise<ScheduleReport[]> {
  const [schedulers, failed] = await Promise.all([
    queue.getJobSchedulers(0, schedulesRead - 1, true),
    queue.getFailed(0, roundsRead - 1),
  ]);
  const rounds = failed
    .filter((job) => Boolean(job))
    .map((job) => ({
      name: job.name,
      at: new Date(job.finishedOn ?? job.timestamp),
      reason: job.failedReason ?? '',
    }))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  return schedulers
    .map(({ key, every, pattern, next }) => {
      const round = rounds.find(({ name }) => name === key);
      return {
        name: key,
        everyMs: every ?? null,
        pattern: pattern || null,
        nextRunAt: next ? new Date(next) : null,
        lastFailure: round ? { at: round.at, reason: round.reason } : null,
      };
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
