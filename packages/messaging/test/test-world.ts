/**
 * One service and one broker, for tests that follow an event from commit to effect. Everything opened
 * through it ends after each test.
 */
import { eventNames, subscribersOf } from '@tributary/contracts';
import { afterAll, afterEach, beforeAll, expect, vi } from 'vitest';
import type { Broker } from '../src/broker.js';
import { type ConsumeEventsOptions, consumeEvents } from '../src/consume-events.js';
import type { DeadLetter } from '../src/dead-letters.js';
import type { DomainEvent } from '../src/event-envelope.js';
import { type Relay, type RelayOptions, startRelay } from '../src/relay.js';
import {
  createServiceDatabase,
  type ServiceDatabase,
  type TestTransaction,
} from './service-database.js';
import { logger, type TestBroker } from './test-brokers.js';

export const timeout = 10_000;

const heardByUsers = eventNames.filter((name) => subscribersOf(name).includes('users'));

export interface TestWorld {
  /** There from the first test on. */
  readonly server: TestBroker;
  readonly database: ServiceDatabase;
  open: TestBroker['open'];
  /** A relay that publishes everything to `users` and practically does not poll. */
  relay(broker: RelayOptions['broker'], change?: Partial<RelayOptions>): Relay;
  /** Consumes `users` as the service would; the effect of an event is a row in its transaction. */
  consume(
    broker: Pick<Broker, 'consume'>,
    change?: Partial<ConsumeEventsOptions<TestTransaction>>,
  ): void;
  /** How many times the event took effect. */
  effects(event: DomainEvent): Promise<number>;
  untilApplied(event: DomainEvent): Promise<void>;
  /** Waits until `count` dead letters are there and nothing is on its way. */
  untilDead(broker: Broker, count: number): Promise<DeadLetter[]>;
}

/** Registers the hooks of the surrounding `describe`. */
export function createTestWorld(start: () => Promise<TestBroker>): TestWorld {
  let server: TestBroker;
  let database: ServiceDatabase;
  const brokers: Broker[] = [];
  const relays: Relay[] = [];

  beforeAll(async () => {
    server = await start();
    database = await createServiceDatabase();
  });
  afterEach(async () => {
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
  });
  afterAll(async () => {
    await database.drop();
    await server.drop();
  });

  const effects = (event: DomainEvent) =>
    database.count(`SELECT count(*) FROM effect WHERE event_id = '${event.id}'`);

  return {
    get server() {
      return server;
    },
    get database() {
      return database;
    },
    open(change, url) {
      const broker = server.open(change, url);
      brokers.push(broker);
      return broker;
    },
    relay(broker, change) {
      const relay = startRelay({
        databaseUrl: database.url,
        broker,
        subscribersOf: () => ['users'],
        logger,
        pollMs: 60_000,
        ...change,
      });
      relays.push(relay);
      return relay;
    },
    consume(broker, change) {
      consumeEvents<TestTransaction>({
        broker,
        subscriber: 'users',
        logger,
        transaction: (work) => database.transaction(work),
        handlers: Object.fromEntries(heardByUsers.map((name) => [name, apply])),
        ...change,
      });
    },
    effects,
    async untilApplied(event) {
      await vi.waitFor(async () => expect(await effects(event)).toBe(1), { timeout });
    },
    untilDead: (broker, count) =>
      vi.waitFor(
        async () => {
          const letters = await broker.deadLetters();
          expect(letters).toHaveLength(count);
          for (const { waiting, active, delayed } of Object.values(await broker.counts()))
            expect({ waiting, active, delayed }).toEqual({ waiting: 0, active: 0, delayed: 0 });
          return letters;
        },
        { timeout },
      ),
  };
}

async function apply(tx: TestTransaction, event: { id: string }): Promise<void> {
  await tx.$executeRaw`INSERT INTO effect (event_id) VALUES (${event.id}::uuid)`;
}
