/**
 * The outbox relay: moves committed events from one service's outbox to the queues of their
 * subscribers, at least once and in the order of their ids per batch. It is woken by the NOTIFY of a
 * committing transaction; polling is the safety net. Any number of relays may share one outbox.
 *
 * A row is marked in the transaction that holds its lock while it is published. If the relay dies in
 * between, the row is published again: the inbox of each subscriber absorbs that.
 */
import type { Logger } from '@tributary/service';
import type { Broker } from './broker.js';
import { backoffMs } from './deadline.js';
import { BrokerUnavailableError } from './errors.js';
import { createFaultLog } from './fault-log.js';
import { hasUnpublished, publishBatch } from './outbox-batch.js';
import { type OutboxListener, openOutboxListener } from './outbox-listener.js';
import { deleteExpired } from './outbox-retention.js';
import { createPace } from './pace.js';
import { createWakeUp } from './wake-up.js';

export interface RelayOptions {
  /** The service's own database. One connection is used; it must not go through a transaction pooler. */
  databaseUrl: string;
  broker: Pick<Broker, 'publish'>;
  /** The queues of an event, possibly none: then the event is only marked. */
  subscribersOf: (name: string) => readonly string[];
  logger: Logger;
  /** Events per transaction. */
  batchSize?: number;
  /** The longest an event waits when its NOTIFY was lost. */
  pollMs?: number;
  /** The furthest that batches begin apart under load, so that each takes several events along. Default 50. */
  paceMs?: number;
}

export interface Relay {
  /** Ends after the batch that is being published; what is left waits for the next relay. */
  stop(): Promise<void>;
  /** Resolves when the outbox holds nothing unpublished; rejects when the relay stops before that. */
  drained(): Promise<void>;
}

const cleaningMs = 3_600_000;

/** Starts relaying. Returns at once; a database or broker that is away is logged and retried for ever. */
export function startRelay(options: RelayOptions): Relay {
  const { logger, batchSize = 200, pollMs = 1_000, paceMs = 50 } = options;
  const report = createFaultLog(logger);
  const wakeUp = createWakeUp();
  const pace = createPace(paceMs);
  const waiters = new Set<Waiter>();
  let stopping = false;
  let failures = 0;
  let cleanAt = Date.now();

  async function backOff(message: string, error: unknown): Promise<void> {
    report(message, error);
    await wakeUp.sleep(backoffMs(failures++), { onlyFor: 'stop' });
  }

  /** One connection's life: publishes until the outbox is empty, then sleeps until woken. */
  async function serve(listener: OutboxListener): Promise<void> {
    while (!stopping && !listener.lost()) {
      try {
        const beganAt = Date.now();
        const published = await publishBatch(listener.client, options, batchSize);
        failures = 0;
        const nextAt = pace.nextAfter(beganAt, published);
        // Whatever is committed from now on announces itself; there is no need to look for it.
        if (published === batchSize) continue;
        await settle(waiters, listener);
        if (Date.now() >= cleanAt) {
          cleanAt = Date.now() + cleaningMs;
          await deleteExpired(listener.client, () => stopping);
        }
        await wakeUp.sleep(pollMs);
        const waitMs = nextAt - Date.now();
        if (waitMs > 0) await wakeUp.sleep(waitMs, { onlyFor: 'stop' });
      } catch (error) {
        if (!(error instanceof BrokerUnavailableError)) throw error;
        await backOff('Events could not be published and wait in the outbox', error);
      }
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      let listener: OutboxListener | undefined;
      try {
        listener = await openOutboxListener(options.databaseUrl, () => wakeUp.wake('work'));
        await serve(listener);
      } catch (error) {
        await backOff('The relay lost its database', error);
      } finally {
        await listener?.close();
      }
    }
    for (const waiter of waiters) waiter.reject(new Error('The relay was stopped.'));
  }
  const running = run();

  return {
    async stop() {
      stopping = true;
      wakeUp.wake('stop');
      await running;
    },
    drained() {
      return new Promise((resolve, reject) => {
        if (stopping) reject(new Error('The relay was stopped.'));
        waiters.add({ resolve, reject });
        wakeUp.wake('work');
      });
    },
  };
}

interface Waiter {
  resolve: () => void;
  reject: (error: Error) => void;
}

/** Resolves those who waited before the look, because only for them does its answer hold. */
async function settle(waiters: Set<Waiter>, listener: OutboxListener): Promise<void> {
  const present = [...waiters];
  if (present.length === 0 || (await hasUnpublished(listener.client))) return;
  for (const waiter of present) {
    waiters.delete(waiter);
    waiter.resolve();
  }
}
