import { appendEvents } from '@tributary/messaging';
import type { MailContents } from '../domain/mail-contents.js';
import type { Transaction } from '../store.js';
import { type EventEnvironment, userEvent } from './environment.js';

/**
 * Queues a mail to somebody whom the transaction has locked. It is sent after the commit, by the
 * worker. The same `dedupKey` is mailed once.
 */
export async function queueMail(
  env: EventEnvironment,
  tx: Transaction,
  account: { id: string; email: string },
  contents: MailContents,
  dedupKey: string,
): Promise<void> {
  const id = env.createId();
  const addressed = { id, userId: account.id, to: account.email, createdAt: env.now(), dedupKey };
  if (await tx.insertMail({ ...addressed, ...contents }))
    await appendEvents(tx, [userEvent(env, 'MailQueued', id, { mailId: id })]);
}
