/**
 * What differs between the two brokers, and nothing else: how connections are made, shared, probed
 * and closed. Queues and workers are BullMQ's in both cases.
 */
import type { Processor, Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq';

export type JobQueue = Queue;
export type JobWorker = Worker;

export interface BrokerBackend {
  /** Resolves when queues can be made: the server answered and has what BullMQ needs. Retries on its own. */
  ready(): Promise<void>;
  createQueue(name: string, options: Omit<QueueOptions, 'connection'>): JobQueue;
  createWorker(
    name: string,
    processor: Processor,
    options: Omit<WorkerOptions, 'connection'>,
  ): JobWorker;
  /** Rejects when the server does not answer. */
  ping(): Promise<void>;
  /** Ends the connections; queues and workers must have been closed before. */
  close(): Promise<void>;
}

export type ReportFault = (message: string, error: unknown) => void;
