/** Puts an event into a queue of the running system, past all that would have made a proper one of it. */
import { runningEmbedded } from '@tributary/embedded';
import { createBroker } from '@tributary/messaging';
import { createId, createLogger } from '@tributary/service';
import { inject } from 'vitest';

export async function publishEvent(
  subscriber: string,
  event: { id: string; name: string; payload: unknown },
): Promise<void> {
  const embedded = await runningEmbedded(inject('stackEnv')['TRIBUTARY_DATA_DIR']!);
  const jobsDatabaseUrl = embedded!.env['JOBS_DATABASE_URL']!;
  const broker = createBroker({ jobsDatabaseUrl, logger: createLogger('tests', 'silent') });
  const occurredAt = new Date().toISOString();
  const envelope = { ...event, version: 1, key: createId(), traceparent: null, occurredAt };
  await broker.publish([{ subscriber, event: envelope }]);
  await broker.close();
}
