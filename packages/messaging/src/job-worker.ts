/**
 * Keeps one BullMQ worker alive: makes it when the broker is there, makes it anew when its start
 * failed (BullMQ remembers a failed start for ever), and ends it with the jobs it is running.
 */
import type { Job } from 'bullmq';
import type { BrokerBackend, JobWorker, ReportFault } from './broker-backend.js';
import { backoffMs, pause } from './deadline.js';
import { workerOptions } from './job-options.js';

export interface RunningWorker {
  /** Takes no more jobs and resolves when the running ones have ended. */
  finish(): Promise<void>;
  /** Aborts the running jobs' signals; they return to the queue when their locks expire. */
  abort(reason: string): void;
}

export function startWorker(
  backend: BrokerBackend,
  untilReady: Promise<void>,
  queue: string,
  concurrency: number,
  process: (job: Job, signal: AbortSignal) => Promise<void>,
  report: ReportFault,
): RunningWorker {
  const stopping = new AbortController();
  let worker: JobWorker | undefined;
  const create = () => {
    const created = backend.createWorker(
      queue,
      // BullMQ hands out a signal only to a processor that declares all three parameters.
      (job: Job, _token?: string, signal?: AbortSignal) => process(job, signal!),
      { ...workerOptions, concurrency },
    );
    created.on('error', (error) => report(`The worker of queue "${queue}" had a fault`, error));
    return created;
  };

  async function keepRunning() {
    await untilReady.catch(() => undefined);
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      worker = create();
      try {
        await worker.waitUntilReady();
        if (!stopping.signal.aborted) await worker.run();
        return;
      } catch (error) {
        report(`The worker of queue "${queue}" could not start`, error);
        await worker.close(true).catch(() => undefined);
        await pause(backoffMs(failures), stopping.signal);
      }
    }
  }
  const running = keepRunning();

  return {
    async finish() {
      stopping.abort();
      await worker?.close();
      await running;
    },
    abort: (reason) => worker?.cancelAllJobs(reason),
  };
}
