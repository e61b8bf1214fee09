import { appendEvents } from '@tributary/messaging';
import type { MailContents } from '../domain/mail-contents.js';
import type { Person, Transaction } from '../store.js';
import { type EventEnvironment, userEvent } from './environment.js';

/**
 * Queues one mail to each of these people, in a handful of statements however many they are. Those
 * who are unknown, erased or without an address get none; the same `dedupSubject` (an event) is mailed once to each.
 */
export async function queueMails(
  env: EventEnvironment,
  tx: Transaction,
  userIds: readonly string[],
  write: (reader: Person) => MailContents,
  dedupSubject: string,
): Promise<void> {
  const readers = await tx.lockPeople(userIds);
  const queuedIds = await tx.insertMails(
    readers.flatMap((reader) => {
      const { id: userId, email: to } = reader;
      if (to === null) return [];
      const addressed = { id: env.createId(), userId, to, createdAt: env.now() };
      return [{ ...addressed, dedupKey: `${dedupSubject}:${userId}`, ...write(reader) }];
    }),
  );
  await appendEvents(
    tx,
    queuedIds.map((mailId) => userEvent(env, 'MailQueued', mailId, { mailId })),
  );
}
