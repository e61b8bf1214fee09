/** Staff see what became of this service's jobs, and send a dead one again. */
import { createJobsDatabase, type TestDatabase } from '@tributary/embedded/testing';
import { type Broker, createBroker, PermanentError } from '@tributary/messaging';
import { createId, createLogger } from '@tributary/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Harness, staff, startHarness, until } from './harness.js';

let jobs: Pick<TestDatabase, 'url' | 'drop'>;
let harness: Harness;
let broker: Broker;
beforeAll(async () => {
  jobs = await createJobsDatabase();
  harness = await startHarness({ jobsDatabaseUrl: jobs.url });
  broker = createBroker({ jobsDatabaseUrl: jobs.url, logger: createLogger('test', 'silent') });
});
afterAll(async () => {
  await broker.close();
  await harness.close();
  await jobs.drop();
});

const report = `{ ordersJobs {
  queues { name waiting active delayed failed }
  deadLetters(first: 5) { id queue event subjectId attempts reason }
} }`;
const replay = `mutation ($input: ReplayJobInput!) {
  replayOrdersJob(input: $input) { __typename ... on JobReplayed { id queue } } }`;

it('a dead letter is told with its reason and without its payload, and is sent again', async () => {
  let isMended = false;
  const payload = { email: 'ada@example.com' };
  broker.consume(
    'orders',
    async () => {
      if (!isMended) throw new PermanentError('nobody is called ada@example.com');
    },
    { concurrency: 1 },
  );
  const [id, key] = [createId(), createId()];
  const event = { id, name: 'UserErased', version: 1, key, payload, traceparent: null };
  const occurredAt = new Date().toISOString();
  await broker.publish([{ subscriber: 'orders', event: { ...event, occurredAt } }]);
  // Null while both make the broker's tables in a new database.
  const failed = async () =>
    (await harness.graphql(report, {}, staff())).data.ordersJobs?.queues[0].failed as number;
  await until(async () => (await failed()) === 1);

  const { data } = await harness.graphql(report, {}, staff());
  expect(data.ordersJobs.queues.map(({ name }: { name: string }) => name)).toEqual([
    'orders',
    'orders-payment',
    'orders-schedule',
  ]);
  const reason = 'nobody is called (an address)';
  expect(data.ordersJobs.deadLetters).toEqual([
    { id, queue: 'orders', event: 'UserErased', subjectId: key, attempts: 1, reason },
  ]);

  const foreign = await harness.graphql(replay, { input: { queue: 'users', id } }, staff());
  expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  isMended = true;
  const again = await harness.graphql(replay, { input: { queue: 'orders', id } }, staff());
  expect(again.data.replayOrdersJob).toEqual({ __typename: 'JobReplayed', id, queue: 'orders' });
  await until(async () => (await failed()) === 0);
});
