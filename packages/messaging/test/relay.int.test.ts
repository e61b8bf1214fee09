// One relay and its outbox, with a broker that is the test itself.
import { createLogger } from '@tributary/service';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Broker } from '../src/broker.js';
import { BrokerUnavailableError } from '../src/errors.js';
import { publishBatch } from '../src/outbox-batch.js';
import { startRelay } from '../src/relay.js';
import { buildEvent, createServiceDatabase, type ServiceDatabase } from './service-database.js';

let database: ServiceDatabase;
beforeAll(async () => void (database = await createServiceDatabase()));
afterAll(() => database.drop());

const subscribersOf = () => ['users'];

/** A broker that takes what `take` lets through, and the ids of what it took. */
function brokerThat(take: () => Promise<void> | void) {
  const taken: string[] = [];
  const publish: Broker['publish'] = async (messages) => {
    taken.push(...messages.map(({ event }) => event.id));
    await take();
  };
  return { taken, broker: { publish } };
}

/** Something that happens once. */
function moment() {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happen, happened };
}

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a relay', () => {
  it('sends again what the broker did not take', async () => {
    let refusals = 0;
    const { taken, broker } = brokerThat(() => {
      if (refusals++ < 2) throw new BrokerUnavailableError('away');
    });
    const events = [buildEvent(), buildEvent()];
    await database.commit(...events);
    const logger = createLogger('relay-test', 'silent');
    const relay = startRelay({ databaseUrl: database.url, broker, subscribersOf, logger });
    await relay.drained();
    await relay.stop();
    const ids = events.map(({ id }) => id).toSorted();
    expect(taken).toEqual([...ids, ...ids, ...ids]);
  });

  it('leaves to another relay what that is publishing', async () => {
    const event = buildEvent();
    await database.commit(event);
    const [one, other] = [await connect(), await connect()];
    const [started, released, otherStarted] = [moment(), moment(), moment()];
    const slow = brokerThat(() => {
      started.happen();
      return released.happened;
    });
    const quick = brokerThat(otherStarted.happen);
    const batch = publishBatch(one, { broker: slow.broker, subscribersOf }, 10);
    await started.happened;
    const found = publishBatch(other, { broker: quick.broker, subscribersOf }, 10);
    // Without its lock the other one publishes at once, and then waits to mark what it published.
    await Promise.race([found, otherStarted.happened]);
    released.happen();
    expect(await batch).toBe(1);
    expect(await found).toBe(0);
    expect([slow.taken, quick.taken]).toEqual([[event.id], []]);
    await Promise.all([one.end(), other.end()]);
  });
});
