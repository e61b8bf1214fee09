import type { EventOf } from '@tributary/contracts';
import { booksDisagreeMail } from '../domain/books-mail.js';
import type { Transaction } from '../store.js';
import type { EventEnvironment } from './environment.js';
import { queueMails } from './queue-mails.js';

/** Members of staff who are told, at most. */
const readersMax = 50;

/** Tells staff that books do not agree: each of them once a day for the same checks of a service. */
export async function mailBooksDisagree(
  env: EventEnvironment,
  tx: Transaction,
  { payload }: EventOf<'BooksDisagree'>,
): Promise<void> {
  const { service, checks, checkedAt } = payload;
  const names = checks.map(({ name }) => name).join();
  const subject = `BooksDisagree:${service}:${checkedAt.slice(0, 10)}:${names}`;
  const readers = await tx.findStaffIds(readersMax);
  const write = ({ name }: { name: string }) => booksDisagreeMail(payload, name);
  await queueMails(env, tx, readers, write, subject);
}
