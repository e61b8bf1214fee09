// Deliveries to a consumer in a real database, with a broker that is the test itself.
import { createLogger } from '@tributary/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consumeEvents } from '../src/consume-events.js';
import type { DeliveryHandler } from '../src/deliveries.js';
import type { DomainEvent } from '../src/event-envelope.js';
import {
  buildEvent,
  createServiceDatabase,
  type ServiceDatabase,
  type TestTransaction,
  toEnvelope,
} from './service-database.js';

let database: ServiceDatabase;
let handle: DeliveryHandler;
beforeAll(async () => {
  database = await createServiceDatabase();
  consumeEvents<TestTransaction>({
    broker: { consume: (_queue, handler) => void (handle = handler) },
    subscriber: 'users-mail',
    logger: createLogger('inbox-test', 'silent'),
    transaction: (work) => database.transaction(work),
    handlers: {
      MailQueued: (tx, { id }) =>
        tx.$executeRaw`INSERT INTO effect (event_id) VALUES (${id}::uuid)`,
    },
  });
});
afterAll(() => database.drop());

const aMail = (): DomainEvent => {
  const { key: mailId, ...event } = buildEvent({ name: 'MailQueued' });
  return { ...event, key: mailId, payload: { mailId } };
};

const deliver = (event: DomainEvent) =>
  handle(toEnvelope(event), {
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
  });

const effects = ({ id }: DomainEvent) =>
  database.count(`SELECT count(*) FROM effect WHERE event_id = '${id}'`);

describe('a consumer', () => {
  it('applies an event once, however often it is delivered', async () => {
    const event = aMail();
    for (let time = 0; time < 3; time++) await deliver(event);
    expect(await effects(event)).toBe(1);
  });

  it('applies it once at once', async () => {
    const event = aMail();
    await Promise.all(Array.from({ length: 5 }, () => deliver(event)));
    expect(await effects(event)).toBe(1);
  });
});
