/** What a process can ask of the broker; create-broker.ts makes one. */
import type { Logger } from '@tributary/service';
import type { DeadLetter, ReplayResult } from './dead-letters.js';
import type { ConsumeOptions, DeliveryHandler } from './deliveries.js';
import type { Message } from './event-envelope.js';
import type { RetryPolicy } from './job-options.js';
import type { ScheduleReport } from './schedule-reports.js';
import type { ScheduledWork, Timetable } from './schedules.js';

export interface BrokerOptions {
  /** Redis, when given; it goes before `jobsDatabaseUrl`. */
  redisUrl?: string | undefined;
  /** PostgreSQL 13 or newer; BullMQ makes its tables in the schema `bullmq`. No transaction pooler: it needs LISTEN. */
  jobsDatabaseUrl?: string | undefined;
  logger: Logger;
  /** PostgreSQL only: connections for queries, beside one for LISTEN. Default 5. */
  maxConnections?: number;
  retry?: RetryPolicy;
  /**
   * Handled jobs kept per queue for inspection, at most an hour. Default 0: outbox and inbox tell what
   * was sent and applied, and on PostgreSQL each job that ends would look through all that are kept.
   */
  keepCompleted?: number;
  /** The queues that `counts`, `deadLetters` and `replay` look at; default: all subscribers of contracts. */
  queues?: readonly string[];
}

export interface QueueCounts {
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
}

export interface Broker {
  /**
   * Queues every message or rejects with BrokerUnavailableError, after at most 10 s. On a rejection
   * some may have been queued all the same: publishing again is safe, ids deduplicate.
   */
  publish(messages: readonly Message[]): Promise<void>;
  /** Starts handling a subscriber's queue, now or as soon as the broker answers. */
  consume(subscriber: string, handler: DeliveryHandler, options: ConsumeOptions): void;
  /**
   * Runs `work` every so many milliseconds or at the times of a pattern, once over all processes.
   * `name` is "<service>.<task>". A round that fails is logged and not repeated before the next.
   */
  schedule(name: string, when: Timetable, work: ScheduledWork): void;
  /** Dead letters, newest first within a queue; `limit` (default 1000) is per queue. */
  deadLetters(filter?: { queue?: string; limit?: number }): Promise<DeadLetter[]>;
  /** Sends a dead letter again in each queue where it is dead, or only in `queue`; the id "all" sends all. */
  replay(id: string, queue?: string): Promise<ReplayResult>;
  counts(): Promise<Record<string, QueueCounts>>;
  /** What a service does every so often, by name. */
  schedules(service: string): Promise<ScheduleReport[]>;
  /** Rejects with BrokerUnavailableError when the broker does not answer within 2 s. */
  ping(): Promise<void>;
  /** Takes no more jobs, waits for the running ones up to `timeoutMs` (default 10 s), then disconnects. */
  close(timeoutMs?: number): Promise<void>;
}
