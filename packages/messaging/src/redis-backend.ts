/** BullMQ on Redis: one connection for all producers, one for all workers, one more to block per worker. */
import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { BrokerBackend, JobQueue, JobWorker, ReportFault } from './broker-backend.js';

/** Keys of the queues begin with this, so that a cache can live in the same Redis. */
const keyPrefix = 'tributary';
const commandTimeoutMs = 5_000;

export function createRedisBroker(redisUrl: string, report: ReportFault): BrokerBackend {
  const connect = (maxRetriesPerRequest: number | null, extra = {}) => {
    const redis = new Redis(redisUrl, {
      lazyConnect: true,
      maxRetriesPerRequest,
      connectTimeout: commandTimeoutMs,
      retryStrategy: (times) => Math.min(2_000, 50 * 2 ** Math.min(times, 6)),
      ...extra,
    });
    redis.setMaxListeners(0);
    redis.on('error', (error) => report('The Redis connection failed', error));
    return redis;
  };
  // A producer must fail soon while Redis is away (the outbox keeps the events); a worker must wait.
  const producer = connect(1, { commandTimeout: commandTimeoutMs });
  const consumer = connect(null);
  const classes = withBackend(createRedisBackend);

  return {
    async ready() {
      if (producer.status === 'wait') await producer.connect().catch(() => undefined);
      await producer.ping();
    },
    createQueue: (name, options): JobQueue =>
      new classes.Queue(name, { ...options, prefix: keyPrefix, connection: producer }),
    createWorker: (name, processor, options): JobWorker =>
      new classes.Worker(name, processor, {
        ...options,
        prefix: keyPrefix,
        connection: consumer,
      }),
    async ping() {
      await producer.ping();
    },
    async close() {
      producer.disconnect();
      consumer.disconnect();
    },
  };
}
