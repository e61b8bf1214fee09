/**
 * Work that runs every so often, once however many workers there are: BullMQ's job schedulers, on
 * one queue per service. A schedule is registered by each worker at its start and put back within a
 * minute when the broker lost it.
 */
import type { Job } from 'bullmq';
import type { BrokerBackend, ReportFault } from './broker-backend.js';
import type { JobQueues } from './job-queues.js';
import { type RunningWorker, startWorker } from './job-worker.js';
import { scheduleQueueOf } from './schedule-reports.js';

export type ScheduledWork = (signal: AbortSignal) => Promise<void>;

/** Every so many milliseconds, or at the times of a cron pattern ("0 3 * * *": minute, hour, …). */
export type Timetable = number | { pattern: string; tz: 'UTC' };

const reassertMs = 60_000;
const namePattern = /^([a-z][a-z0-9]*)\.([a-z][a-z0-9-]*)$/;

interface ServiceSchedules {
  worker: RunningWorker;
  work: Map<string, ScheduledWork>;
}

export interface Schedules {
  add(name: string, when: Timetable, work: ScheduledWork): void;
  workers(): RunningWorker[];
  stop(): void;
}

export function createSchedules(
  backend: BrokerBackend,
  untilReady: Promise<void>,
  queues: JobQueues,
  report: ReportFault,
): Schedules {
  const services = new Map<string, ServiceSchedules>();
  const timers: NodeJS.Timeout[] = [];

  function schedulesOf(service: string): ServiceSchedules {
    const queue = scheduleQueueOf(service);
    let schedules = services.get(queue);
    if (!schedules) {
      const work: ServiceSchedules['work'] = new Map();
      const run = (job: Job, signal: AbortSignal) => runScheduled(work, job, signal);
      schedules = { work, worker: startWorker(backend, untilReady, queue, 2, run, report) };
      services.set(queue, schedules);
    }
    return schedules;
  }

  async function register(service: string, name: string, when: Timetable) {
    const queue = await queues.open(scheduleQueueOf(service));
    const known = await queue.getJobScheduler(name);
    const repeat = typeof when === 'number' ? { every: when } : when;
    if (known && isSame(known, repeat)) return;
    await queue.upsertJobScheduler(
      name,
      repeat,
      // The next round is the retry of a failed one.
      { name, opts: { attempts: 1, removeOnComplete: true, removeOnFail: { count: 20 } } },
    );
  }

  return {
    add(name, when, work) {
      const [, service] = namePattern.exec(name) ?? [];
      if (!service)
        throw new TypeError(`"${name}" cannot be a schedule: name it "<service>.<task>".`);
      schedulesOf(service).work.set(name, work);
      const ensure = () =>
        register(service, name, when).catch((error: unknown) =>
          report(`The schedule "${name}" could not be registered`, error),
        );
      void untilReady.then(ensure, () => undefined);
      timers.push(setInterval(() => void ensure(), reassertMs).unref());
    },
    workers: () => [...services.values()].map((schedules) => schedules.worker),
    stop: () => timers.forEach(clearInterval),
  };
}

interface Repeat {
  every?: number;
  pattern?: string;
  tz?: string;
}

const isSame = (some: Repeat, other: Repeat): boolean =>
  (some.every ?? undefined) === other.every &&
  (some.pattern || undefined) === other.pattern &&
  (some.tz || undefined) === other.tz;

async function runScheduled(work: ServiceSchedules['work'], job: Job, signal: AbortSignal) {
  const run = work.get(job.name);
  // An older or newer release of the service knows it; its next round is soon enough.
  if (!run) throw new Error(`No work is registered here for the schedule "${job.name}".`);
  await run(signal);
}
