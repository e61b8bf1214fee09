/** The queues a process has opened: each once, when first asked for, again when its opening failed. */
import type { BrokerBackend, JobQueue, ReportFault } from './broker-backend.js';
import { queueOptions, requireQueueName } from './job-options.js';

export interface JobQueues {
  /** Waits until the broker has been reached once. */
  open(name: string): Promise<JobQueue>;
  close(): Promise<void>;
}

export function createJobQueues(
  backend: BrokerBackend,
  untilReady: Promise<void>,
  report: ReportFault,
): JobQueues {
  const queues = new Map<string, Promise<JobQueue>>();

  async function connect(name: string): Promise<JobQueue> {
    await untilReady;
    const queue = backend.createQueue(name, queueOptions);
    queue.on('error', (error) => report(`The queue "${name}" had a fault`, error));
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      await queue.close().catch(() => undefined);
      throw error;
    }
  }

  return {
    open(name) {
      requireQueueName(name);
      let queue = queues.get(name);
      if (!queue) {
        queue = connect(name);
        queues.set(name, queue);
        queue.catch(() => queues.delete(name));
      }
      return queue;
    },
    async close() {
      const closings = [...queues.values()].map(async (queue) => (await queue).close());
      await Promise.allSettled(closings);
    },
  };
}
