/**
 * The background work of one service, as its staff see it: queues, schedules, dead letters, and sending one
 * of those again. For HTTP processes, which otherwise have no business with the broker: nothing is loaded or
 * connected before somebody asks. It shows no payloads, and of reasons only what `plainReason` leaves.
 * Its methods are the fields of the subgraphs' `ServiceJobs`. Who may ask is the caller's to decide.
 */
import { subscribers } from '@tributary/contracts';
import { CodedError, type Logger, requirePageSize } from '@tributary/service';
import type { Broker, QueueCounts } from './broker.js';
import type { DeadLetter } from './dead-letters.js';
import { withDeadline } from './deadline.js';
import { plainReason } from './plain-reason.js';
import { scheduleQueueOf, type ScheduleReport } from './schedule-reports.js';

export interface JobsDeskOptions {
  /** Whose queues: `<service>`, `<service>-…`. */
  service: string;
  redisUrl?: string | undefined;
  jobsDatabaseUrl?: string | undefined;
  logger: Logger;
  /** How long the broker may take to answer; default 3000. */
  answerTimeoutMs?: number;
}

export interface QueueReport extends QueueCounts {
  name: string;
}

export interface DeadLetterReport {
  /** The event's id. */
  id: string;
  queue: string;
  /** Its name in the catalogue of events. */
  event: string;
  /** Id of what the event is about. */
  subjectId: string;
  attempts: number;
  failedAt: Date;
  reason: string;
  replayableUntil: Date;
}

export type ReplayOutcome = 'REPLAYED' | 'EXPIRED';

/** Every method throws CodedError SERVICE_UNAVAILABLE when the broker does not answer in time. */
export interface JobsDesk {
  queues(): Promise<QueueReport[]>;
  schedules(): Promise<ScheduleReport[]>;
  /** The latest of all its queues. @throws CodedError BAD_USER_INPUT unless `first` is 1 to 100 */
  deadLetters(page: { first?: number | null }): Promise<DeadLetterReport[]>;
  /** @throws CodedError NOT_FOUND for a queue of another service, or when there is no such dead letter */
  replay(queue: string, id: string): Promise<ReplayOutcome>;
  close(): Promise<void>;
}

const maxConnections = 2;

export function createJobsDesk(options: JobsDeskOptions): JobsDesk {
  const { service, redisUrl, jobsDatabaseUrl, logger, answerTimeoutMs = 3_000 } = options;
  const own = subscribers.filter((name) => name === service || name.startsWith(`${service}-`));
  const queues = [...own, scheduleQueueOf(service)];
  let opening: Promise<Broker> | undefined;

  async function open(): Promise<Broker> {
    const { createBroker } = await import('./create-broker.js');
    return createBroker({ redisUrl, jobsDatabaseUrl, logger, maxConnections, queues });
  }

  async function ask<T>(work: (broker: Broker) => Promise<T>): Promise<T> {
    if (!redisUrl && !jobsDatabaseUrl)
      throw new CodedError('SERVICE_UNAVAILABLE', `${service} was not told where its jobs are.`);
    const answer = (opening ??= open()).then(work);
    const late = () => new Error(`no answer in ${answerTimeoutMs} ms`);
    return withDeadline(answer, answerTimeoutMs, late).catch((error: unknown) => {
      logger.warn({ err: error }, 'the broker was asked in vain');
      throw new CodedError('SERVICE_UNAVAILABLE', 'The job queues do not answer; try again later.');
    });
  }

  return {
    async queues() {
      const counts = await ask((broker) => broker.counts());
      return queues.map((name) => ({ name, ...counts[name]! }));
    },
    async schedules() {
      const schedules = await ask((broker) => broker.schedules(service));
      return schedules.map(({ lastFailure, ...rest }) => ({
        ...rest,
        lastFailure: lastFailure && { ...lastFailure, reason: plainReason(lastFailure.reason) },
      }));
    },
    async deadLetters({ first }) {
      const limit = requirePageSize(first ?? 20);
      const letters = await ask((broker) =>
        Promise.all(own.map((queue) => broker.deadLetters({ queue, limit }))),
      );
      return letters.flat().map(toReport).toSorted(latestFirst).slice(0, limit);
    },
    async replay(queue, id) {
      const isOwn = (own as readonly string[]).includes(queue) && id !== 'all';
      const none = { replayed: [], expired: [] };
      const result = isOwn ? await ask((broker) => broker.replay(id, queue)) : none;
      if (result.replayed.length > 0) return 'REPLAYED';
      if (result.expired.length > 0) return 'EXPIRED';
      throw new CodedError('NOT_FOUND', 'There is no such dead letter.');
    },
    close: async () => (await opening)?.close(),
  };
}

const toReport = ({ event, reason, stacks: _stacks, ...letter }: DeadLetter): DeadLetterReport => ({
  ...letter,
  event: event.name,
  subjectId: event.key,
  reason: plainReason(reason),
});

const latestFirst = (a: DeadLetterReport, b: DeadLetterReport) =>
  b.failedAt.getTime() - a.failedAt.getTime();
