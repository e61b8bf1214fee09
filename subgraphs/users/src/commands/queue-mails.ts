import { appendEvents } from '@tributary/messaging';
import type { MailContents } from '../domain/mail-contents.js';
import type { Account, Transaction } from '../store.js';
import { type EventEnvironment, userEvent } from './environment.js';

/**
 * Queues one mail to each of these people, in a handful of statements however many they are. Those
 * who are unknown or erased get none; the same `dedupSubject` (an event) is mailed once to each.
 */
export async function queueMails(
  env: EventEnvironment,
  tx: Transaction,
  userIds: readonly string[],
  write: (reader: Account) => MailContents,
  dedupSubject: string,
): Promise<void> {
  const readers = await tx.lockAccounts(userIds);
  const queuedIds = await tx.insertMails(
    readers.map((reader) => ({
      id: env.createId(),
      userId: reader.id,
      to: reader.email,
      createdAt: env.now(),
      dedupKey: `${dedupSubject}:${reader.id}`,
      ...write(reader),
    })),
  );
  await appendEvents(
    tx,
    queuedIds.map((mailId) => userEvent(env, 'MailQueued', mailId, { mailId })),
  );
}
