/**
 * The process's one door to BullMQ: it owns the connections, the queues and the workers. Which broker
 * is behind it (Redis or PostgreSQL) is decided by the URL it is given, and nowhere else.
 */
import { subscribers } from '@tributary/contracts';
import type { Logger } from '@tributary/service';
import type { Job } from 'bullmq';
import type { BrokerBackend, JobQueue, ReportFault } from './broker-backend.js';
import type { Broker, BrokerOptions, QueueCounts } from './broker.js';
import { readDeadLetters, replayDeadLetters, type ReplayResult } from './dead-letters.js';
import { backoffMs, pause, withDeadline } from './deadline.js';
import { deliver } from './deliveries.js';
import { addSingles, type Leftover, toJobs } from './delivery-jobs.js';
import { BrokerUnavailableError } from './errors.js';
import type { EventEnvelope, Message } from './event-envelope.js';
import { createFaultLog, describeError } from './fault-log.js';
import { deliveryOptions, requireQueueName } from './job-options.js';
import { createJobQueues } from './job-queues.js';
import { type RunningWorker, startWorker } from './job-worker.js';
import { createPostgresBroker } from './postgres-backend.js';
import { createRedisBroker } from './redis-backend.js';
import { readSchedules, scheduleQueueOf } from './schedule-reports.js';
import { createSchedules } from './schedules.js';

const answerTimeoutMs = 10_000;
const pingTimeoutMs = 2_000;
const disconnectTimeoutMs = 2_000;

/**
 * Opens the broker. Returns at once: connecting goes on in the background and never gives up, and a
 * broker that is away is a logged fault and a failing `ping`, not a crash.
 * @throws TypeError when neither URL is given.
 */
export function createBroker(options: BrokerOptions): Broker {
  const { logger, queues: known = subscribers } = options;
  const report = createFaultLog(logger);
  const backend = openBackend(options, report);
  const closing = new AbortController();
  const untilReady = awaitBackend(backend, report, closing.signal);
  untilReady.catch(() => undefined);
  const queues = createJobQueues(backend, untilReady, report);
  const schedules = createSchedules(backend, untilReady, queues, report);
  const jobOptions = deliveryOptions(options.retry ?? {}, options.keepCompleted);
  const workers: RunningWorker[] = [];

  async function enqueue(subscriber: string, events: readonly EventEnvelope[]) {
    const queue = await queues.open(subscriber);
    await queue.addBulk(toJobs(events, jobOptions));
  }

  /** What a batch left over, in jobs of one event each. */
  async function handOn(subscriber: string, leftovers: readonly Leftover[], queuedAt: number) {
    const queue = await queues.open(subscriber);
    await answered(addSingles(queue, leftovers, jobOptions, queuedAt));
  }

  return {
    async publish(messages) {
      const groups = [...groupBySubscriber(messages)];
      groups.forEach(([subscriber]) => requireQueueName(subscriber));
      await answered(Promise.all(groups.map(([name, events]) => enqueue(name, events))));
    },
    consume(subscriber, handler, consuming) {
      requireQueueName(subscriber);
      const { concurrency } = consuming;
      const goOn = handOn.bind(null, subscriber);
      const run = (job: Job, signal: AbortSignal) => deliver(job, signal, handler, consuming, goOn);
      workers.push(startWorker(backend, untilReady, subscriber, concurrency, run, report));
    },
    schedule: (name, when, work) => schedules.add(name, when, work),
    async deadLetters({ queue, limit = 1_000 } = {}) {
      const read = async (name: string) => readDeadLetters(await queues.open(name), limit);
      return (await answered(Promise.all((queue ? [queue] : known).map(read)))).flat();
    },
    async replay(id, only) {
      const total: ReplayResult = { replayed: [], expired: [] };
      for (const name of only ? [only] : known) {
        const result = await replayDeadLetters(await answered(queues.open(name)), id, jobOptions);
        total.replayed.push(...result.replayed);
        total.expired.push(...result.expired);
      }
      return total;
    },
    async counts() {
      const count = async (name: string) => [name, await countJobs(await queues.open(name))];
      return Object.fromEntries(await answered(Promise.all(known.map(count))));
    },
    async schedules(service) {
      const read = async () => readSchedules(await queues.open(scheduleQueueOf(service)));
      return answered(read());
    },
    ping: () =>
      answered(
        untilReady.then(() => backend.ping()),
        pingTimeoutMs,
      ),
    async close(timeoutMs = 10_000) {
      if (closing.signal.aborted) return;
      closing.abort();
      schedules.stop();
      await finishWorkers([...workers, ...schedules.workers()], timeoutMs, logger);
      await endConnections(async () => {
        await queues.close();
        await backend.close();
      }, report);
    },
  };
}

function openBackend(options: BrokerOptions, report: ReportFault): BrokerBackend {
  const { redisUrl, jobsDatabaseUrl, maxConnections = 5 } = options;
  if (redisUrl) return createRedisBroker(redisUrl, report);
  if (jobsDatabaseUrl) return createPostgresBroker(jobsDatabaseUrl, maxConnections, report);
  throw new TypeError('A broker needs redisUrl or jobsDatabaseUrl.');
}

/** Resolves when the broker has answered once; rejects only when the process closes it before that. */
async function awaitBackend(backend: BrokerBackend, report: ReportFault, closing: AbortSignal) {
  for (let failures = 0; !closing.aborted; failures++) {
    try {
      return await backend.ready();
    } catch (error) {
      report('The broker cannot be reached', error);
      await pause(backoffMs(failures), closing);
    }
  }
  throw new BrokerUnavailableError('The broker was closed.');
}

/** What the broker says, or BrokerUnavailableError when it fails or says nothing in time. */
async function answered<T>(work: Promise<T>, timeoutMs = answerTimeoutMs): Promise<T> {
  try {
    return await withDeadline(work, timeoutMs, () => new Error(`no answer in ${timeoutMs} ms`));
  } catch (error) {
    throw new BrokerUnavailableError(`The broker failed: ${describeError(error)}`, {
      cause: error,
    });
  }
}

async function finishWorkers(workers: RunningWorker[], timeoutMs: number, logger: Logger) {
  const finished = Promise.allSettled(workers.map((worker) => worker.finish()));
  const late = () => new Error('late');
  try {
    await withDeadline(finished, timeoutMs, late);
  } catch {
    logger.warn({ timeoutMs }, 'Jobs were still running at the deadline; they will be repeated');
    workers.forEach((worker) => worker.abort('The process is stopping.'));
    await withDeadline(finished, 500, late).catch(() => undefined);
  }
}

async function endConnections(end: () => Promise<void>, report: ReportFault) {
  await withDeadline(end(), disconnectTimeoutMs, () => new Error('still busy')).catch(
    (error: unknown) => report('The broker connections did not end cleanly', error),
  );
}

function groupBySubscriber(messages: readonly Message[]): Map<string, EventEnvelope[]> {
  const groups = new Map<string, EventEnvelope[]>();
  for (const { subscriber, event } of messages) {
    const group = groups.get(subscriber);
    if (group) group.push(event);
    else groups.set(subscriber, [event]);
  }
  return groups;
}

async function countJobs(queue: JobQueue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { waiting, active, delayed, failed };
}
