/** Deliveries that were given up wait for a person: told always, wrong only when nothing should wait. */
import { type Broker, createBroker } from '@tributary/messaging';
import { createLogger } from '@tributary/service';
import type { Run } from './run.js';

export const deadLetters = {
  name: 'dead-letters',
  says: 'No delivery was given up.',
  remedy: 'npm run jobs -- show <id>; repair the cause; npm run jobs -- replay <id>',
};

export interface BrokerUrls {
  redis?: string | undefined;
  jobs?: string | undefined;
}

const listed = 1_000;

/** Counts and lists them; answers the ids of their events. @throws BrokerUnavailableError */
export async function countDeadLetters({ tally, limits }: Run, urls: BrokerUrls) {
  const ids = new Set<string>();
  if (!urls.redis && !urls.jobs) {
    tally.skip(deadLetters, 'no broker was given');
    return ids;
  }
  const logger = createLogger('reconcile', 'silent');
  const broker = createBroker({ redisUrl: urls.redis, jobsDatabaseUrl: urls.jobs, logger });
  try {
    await reach(broker);
    const counts = Object.values(await broker.counts());
    const failed = counts.reduce((sum, count) => sum + count.failed, 0);
    const report = tally.of(deadLetters);
    report.examined = failed;
    for (const { id, queue, event, reason } of await broker.deadLetters({ limit: listed })) {
      ids.add(id);
      const remedy = `npm run jobs -- replay ${id}`;
      const found = `in ${queue}: ${reason.split('\n')[0]!.slice(0, 120)}`;
      const finding = { expected: 'applied', found, isNotice: !limits.strict };
      tally.add(deadLetters, { subject: event.name, id, remedy }, finding);
    }
    // More than were listed count all the same.
    const all = limits.strict ? 'breaches' : 'notices';
    report[all] = Math.max(report[all], failed);
    return ids;
  } finally {
    await broker.close();
  }
}

/** The broker connects in the background: the first pings may come too early. */
async function reach(broker: Broker): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await broker.ping();
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}
